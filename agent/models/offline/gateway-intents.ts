import { isUnknown, parseModelReference } from '#protocol/models/reference.ts'
import type { Intent, PlannedCall } from './intent.ts'
import { unquote } from './words.ts'

const call = (tool: PlannedCall['tool'], input: PlannedCall['input'], subject = ''): PlannedCall[] => [
  { tool, input, subject },
]

const SWITCH = [
  /^(?:switch|change)(?:\s+(?:the\s+)?model)?\s+to\s+(?:the\s+)?(?:model\s+)?(.+?)(?:\s+model)?$/i,
  /^use\s+(?:the\s+)?(?:model\s+)?(.+?)(?:\s+model)?$/i,
  /^(?:切换|换)(?:模型)?(?:到|成|为)\s*(.+?)\s*(?:模型)?$/,
  /^(?:使用|改用|用)\s*(.+?)\s*(?:模型)?$/,
]
const REMEMBER = [
  /^(?:remember|keep in mind|don't forget|note down)(?:\s+that)?\s*[:,]?\s+(.+)$/is,
  /^(?:记住|记一下|记下|别忘了|不要忘记)\s*[:：，,]?\s*(.+)$/s,
]
const RECALL = [
  /^(?:what\s+(?:do|did)\s+(?:you|i)\s+(?:(?:tell|ask)\s+you\s+to\s+)?(?:remember|know)|do\s+you\s+remember|recall)(?:\s+about)?(?:\s+(.+))?$/is,
  /^(?:你)?(?:还)?(?:记得|记住了)\s*(?:关于)?\s*(.*?)\s*(?:什么|吗|么)?$/s,
  /^回忆(?:一下)?\s*(?:关于)?\s*(.*)$/s,
]
const NEW_SESSION = [
  /^(?:(?:start|create|open|begin)\s+)?(?:a\s+)?new\s+(?:session|conversation|chat)(?:\s+(?:called|named|titled|about)\s+(.+))?$/is,
  /^(?:新建|开始|创建)?\s*(?:一个|个)?\s*新?的?\s*(?:会话|对话)(?:\s*[，,]?\s*(?:标题是|标题为|名为|叫做?|名字是)\s*(.+))?$/s,
]
const SESSIONS =
  /^(?:(?:list|show(?:\s+me)?|what\s+are)\s+)?(?:all\s+)?(?:my|the)?\s*(?:recent\s+|latest\s+)?(?:sessions|conversations|chats)$|^(?:列出|显示|查看|看看)?\s*(?:我)?(?:的)?(?:所有|全部|最近|有哪些)的?(?:会话|对话)$|^(?:列出|显示|查看|看看)\s*(?:我的)?(?:会话|对话)(?:列表)?$/i
const STATUS =
  /^(?:(?:show|give)(?:\s+me)?\s+)?(?:the\s+|your\s+)?(?:gateway\s+|system\s+)?status$|^how\s+is\s+the\s+gateway(?:\s+doing)?$|^(?:查看|显示|看看)?\s*(?:网关|系统)?的?(?:运行)?状态(?:怎么样|如何)?$/i
const USAGE =
  /^(?:(?:show|give)(?:\s+me)?\s+)?(?:the\s+|my\s+)?(?:token\s+)?usage$|^how\s+many\s+tokens\b.*$|^(?:查看|显示|看看)?\s*(?:token\s*)?(?:用量|使用量)$|^.*(?:用了|消耗了?)多少\s*(?:个)?\s*(?:tokens?|令牌).*$/i

const firstGroup = (patterns: readonly RegExp[], utterance: string): string | undefined => {
  for (const pattern of patterns) {
    const match = pattern.exec(utterance)
    if (match) return match[1] ?? ''
  }
  return undefined
}

/** A name of the catalogue, or anything of the form provider:model, since providers can be configured. */
function isModelName(name: string): boolean {
  return /^[\w.-]+:\S+$/.test(name) || !isUnknown(parseModelReference(name))
}

/** What the gateway keeps or does itself. */
export const GATEWAY_INTENTS: readonly Intent[] = [
  {
    name: 'new session',
    does: { en: 'start a new session', zh: '新建会话' },
    examples: {
      en: ['start a new session', 'new conversation called holiday plans'],
      zh: ['新建会话', '开始一个新的对话，标题是旅行计划'],
    },
    match(utterance) {
      const title = firstGroup(NEW_SESSION, utterance)
      if (title === undefined || /^(?:会话|对话)$/.test(utterance)) return undefined
      const name = unquote(title).slice(0, 200)
      return call('new_session', name ? { title: name } : {}, name)
    },
  },
  {
    name: 'sessions',
    does: { en: 'list your sessions', zh: '列出会话' },
    examples: {
      en: ['list my sessions', 'show me the recent conversations'],
      zh: ['列出我的会话', '最近的对话'],
    },
    match: (utterance) => (SESSIONS.test(utterance) ? call('sessions', {}) : undefined),
  },
  {
    name: 'switch model',
    does: { en: 'switch to another model', zh: '切换模型' },
    examples: {
      en: ['switch to gpt-4o', 'use ollama:llama3'],
      zh: ['切换到 gpt-4o', '使用 ollama:llama3 模型'],
    },
    match(utterance) {
      const name = unquote(firstGroup(SWITCH, utterance) ?? '')
      return name && isModelName(name) ? call('switch_model', { model: name.slice(0, 200) }, name) : undefined
    },
  },
  {
    name: 'recall',
    does: { en: 'recall what you asked me to remember', zh: '回忆记住的事' },
    examples: {
      en: ['what do you remember?', 'do you remember my shoe size?'],
      zh: ['你记住了什么？', '你还记得鞋码吗？'],
    },
    match(utterance) {
      const about = firstGroup(RECALL, utterance)
      if (about === undefined) return undefined
      const query = about.replace(/^(?:my|the|our|what|我的|了)\s*/i, '').slice(0, 500)
      return call('recall', { query }, query)
    },
  },
  {
    name: 'remember',
    does: { en: 'remember a fact', zh: '记住一件事' },
    examples: {
      en: ['remember that my shoe size is 42', 'keep in mind: the bins go out on Tuesday'],
      zh: ['记住我的鞋码是42', '请记下：周二倒垃圾'],
    },
    match(_utterance, verbatim) {
      const fact = firstGroup(REMEMBER, verbatim)
      return fact ? call('remember', { text: fact.trim().slice(0, 4_000) }, fact.trim()) : undefined
    },
  },
  {
    name: 'status',
    does: { en: "show the gateway's status", zh: '查看网关状态' },
    examples: { en: ['status', 'how is the gateway doing?'], zh: ['状态', '网关状态怎么样？'] },
    match: (utterance) => (STATUS.test(utterance) ? call('status', {}) : undefined),
  },
  {
    name: 'usage',
    does: { en: 'show how many tokens were used', zh: '查看用量' },
    examples: {
      en: ['usage', 'how many tokens did I use today?'],
      zh: ['查看用量', '今天用了多少 token？'],
    },
    match: (utterance) => (USAGE.test(utterance) ? call('usage', {}) : undefined),
  },
]
