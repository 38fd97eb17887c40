import type { Language, Phrase } from '#protocol/chat/language.ts'
import { VENDORS } from '#protocol/models/catalog.ts'
import type { Intent } from './intent.ts'
import { INTENTS, understand } from './intents.ts'
import { readReminder } from './job-intents.ts'

const KEY_VARIABLES = VENDORS.flatMap((vendor) => vendor.keyVariables.slice(0, 1)).map(
  (name) => `\`${name}\``,
)

const CONNECT: Phrase = {
  en: [
    'To connect a language model, do one of these:',
    '- In the control panel (`openclaw open`), open **Models** and enter the key of a provider. It takes effect at once.',
    `- Or set a key in the environment and start OpenClaw again: ${KEY_VARIABLES.join(', ')}.`,
    '- Or put it into `openclaw.json`: `"providers": { "anthropic": { "apiKey": "${ANTHROPIC_API_KEY}" } }`. Any OpenAI-compatible server works too, with `"api": "openai-compatible"` and its `baseUrl`.',
    '- Or run [Ollama](https://ollama.com) on this machine (`ollama pull llama3`): it is found automatically at `http://127.0.0.1:11434`.',
  ].join('\n'),
  zh: [
    '要连接语言模型，任选一种方式：',
    '- 在控制面板（`openclaw open`）中打开**模型**页面，输入任一服务商的密钥，立即生效。',
    `- 或者在环境变量里设置密钥，然后重新启动 OpenClaw：${KEY_VARIABLES.join('、')}。`,
    '- 或者写进 `openclaw.json`：`"providers": { "anthropic": { "apiKey": "${ANTHROPIC_API_KEY}" } }`。任何兼容 OpenAI 接口的服务也可以：写上 `"api": "openai-compatible"` 和它的 `baseUrl`。',
    '- 或者在本机运行 [Ollama](https://ollama.com)（`ollama pull llama3`），OpenClaw 会在 `http://127.0.0.1:11434` 自动找到它。',
  ].join('\n'),
}

const WHO: Phrase = {
  en: 'I am the built-in offline model of OpenClaw. **No language model is connected here**: I follow a short list of fixed rules and understand nothing beyond them.',
  zh: '我是 OpenClaw 内置的离线模型。**这里没有连接语言模型**：我只按一份简短的固定规则办事，规则之外的话我听不懂。',
}

const NOT_UNDERSTOOD: Phrase = {
  en: 'That is not one of the requests I can follow.',
  zh: '这句话不在我能听懂的范围内。',
}

/** The whole help: what I am, what I can do with the tools on offer, how to connect a real model. */
export function helpText(language: Language, tools: ReadonlySet<string>, lead = ''): string {
  const lines = INTENTS.filter((intent) => isOnOffer(intent, tools)).map(
    (intent) =>
      `- ${intent.does[language]}: ${intent.examples[language].map((example) => `“${example}”`).join(language === 'zh' ? '、' : ', ')}`,
  )
  const heading =
    language === 'zh'
      ? '我能听懂这些（照着例子说）：'
      : 'This is what I can follow, worded like the examples:'
  const body = [lead, WHO[language], `${heading}\n${lines.join('\n')}`, CONNECT[language]]
  return body.filter((part) => part !== '').join('\n\n')
}

/** An intent whose tool is not on offer in this conversation is not offered either. */
function isOnOffer(intent: Intent, tools: ReadonlySet<string>): boolean {
  const plan = understand(intent.examples.en[0])?.plan ?? 'answer'
  return plan === 'answer' || plan.every((call) => tools.has(call.tool))
}

export function notUnderstood(language: Language, tools: ReadonlySet<string>): string {
  return helpText(language, tools, NOT_UNDERSTOOD[language])
}

/** `reason`: why there is none, where that is known. */
export function toolMissing(tool: string, language: Language, reason: string | undefined): string {
  const why = reason === undefined ? '' : ` ${reason}`
  if (language === 'en')
    return `I understood that, but the tool \`${tool}\` is not on offer in this conversation, so I can't do it here.${why}`
  const whyInChinese = reason?.includes('sandbox')
    ? '这个会话只能在沙箱里使用工具，而沙箱还没有准备好。'
    : why
  return `我听懂了，但这个会话里没有提供工具 \`${tool}\`，所以做不了。${whyInChinese}`
}

/** The fixed answers, by intent. */
export function answerText(
  intent: string,
  context: { language: Language; tools: ReadonlySet<string>; now: number; text: string },
): string {
  const { language, tools, now, text } = context
  const zh = language === 'zh'
  switch (intent) {
    case 'greeting':
      return zh
        ? `你好！${WHO.zh}说“帮助”可以看到我会做什么。`
        : `Hello! ${WHO.en} Say “help” to see what I can do.`
    case 'remind':
      return zh ? `到时间了：${readReminder(text)}` : `It is time: ${readReminder(text)}`
    case 'thanks':
      return zh ? '不客气！' : 'You are welcome!'
    case 'who':
      return `${WHO[language]}\n\n${CONNECT[language]}`
    case 'connect':
      return CONNECT[language]
    case 'time': {
      const format = new Intl.DateTimeFormat(zh ? 'zh-CN' : 'en-GB', {
        dateStyle: 'full',
        timeStyle: 'short',
      })
      return zh
        ? `现在是${format.format(now)}（${format.resolvedOptions().timeZone}）。`
        : `It is ${format.format(now)} (${format.resolvedOptions().timeZone}).`
    }
    default:
      return helpText(language, tools)
  }
}
