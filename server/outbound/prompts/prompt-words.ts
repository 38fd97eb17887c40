import { type Approval, type ExecBinding, shortHash } from '#protocol/access/approvals.ts'
import { reveal } from '#protocol/access/reveal.ts'
import type { Language, Phrase } from '#protocol/chat/language.ts'
import type { ToolInput } from '#protocol/tools.ts'
import type { Button } from '../../channels/channel.ts'
import { toActionId } from './action-id.ts'

/** Longest label: what is longer would not be read on a phone, and the question has it whole. */
const LABEL_LENGTH = 40

const WORDS = {
  allow: { en: 'Allow this?', zh: '要批准这个操作吗？' },
  asks: { en: 'A question for you', zh: '有个问题要问你' },
  once: { en: 'Allow once', zh: '批准一次' },
  always: { en: 'Always allow', zh: '总是批准' },
  deny: { en: 'Deny', zh: '拒绝' },
  none: { en: 'No answer', zh: '不回答' },
  in: { en: 'In', zh: '目录' },
  for: { en: 'Conversation', zh: '对话' },
  background: { en: 'It runs on in the background.', zh: '在后台继续运行。' },
  into: { en: 'Typed into this running program', zh: '输入到这个正在运行的程序' },
  leads: { en: 'Leads to', zh: '指向' },
  program: { en: 'Program', zh: '程序' },
  file: { en: 'File', zh: '文件' },
  allowed: { en: '✅ Allowed', zh: '✅ 已批准' },
  allowedAlways: { en: '✅ Always allowed', zh: '✅ 已设为总是批准' },
  answered: { en: '✅ Your answer', zh: '✅ 你的回答' },
  denied: { en: '🚫 Denied', zh: '🚫 已拒绝' },
  unanswered: { en: '🚫 No answer given', zh: '🚫 未作回答' },
  expired: { en: '⌛ Nobody answered in time: not allowed', zh: '⌛ 超时未答复，没有批准' },
  cancelled: { en: '⏹ No longer needed: the run is over', zh: '⏹ 已不需要，这次运行已经结束' },
} satisfies Record<string, Phrase>

/** What the owner is asked, whole: what is approved is what runs. Markdown. */
export function promptText(approval: Approval, about: { language: Language; title: string }): string {
  const { language, title } = about
  const session = title === '' ? [] : [`${WORDS.for[language]}: ${codeSpan(title)}`]
  return [
    `**${WORDS[approval.kind === 'question' ? 'asks' : 'allow'][language]}**`,
    describe(approval, language),
    ...(approval.binding ? listBound(approval.binding, language) : []),
    ...session,
  ].join('\n\n')
}

/** How it ended, in the place of the question. */
export function outcomeText(approval: Approval, language: Language): string {
  return [`**${outcome(approval)[language]}**`, describe(approval, language)].join('\n\n')
}

/** The same in a few words, for whoever pressed. */
export const outcomeNotice = (approval: Approval, language: Language): string => outcome(approval)[language]

function outcome({ kind, status, decision, choice }: Approval): Phrase {
  if (status === 'expired') return WORDS.expired
  if (status === 'cancelled') return WORDS.cancelled
  if (status === 'denied') return kind === 'question' ? WORDS.unanswered : WORDS.denied
  if (kind !== 'question') return decision === 'always' ? WORDS.allowedAlways : WORDS.allowed
  const words = codeSpan(choice ?? '')
  return { en: `${WORDS.answered.en}: ${words}`, zh: `${WORDS.answered.zh}：${words}` }
}

/** The answers on offer, one row for each thought. */
export function promptButtons({ id, kind, choices, canBeAlways }: Approval, language: Language): Button[][] {
  const deny = {
    label: WORDS[kind === 'question' ? 'none' : 'deny'][language],
    actionId: toActionId(id, { decision: 'deny' }),
  }
  if (kind === 'question') {
    const rows = choices.map((choice, place) => [
      { label: shorten(choice), actionId: toActionId(id, { decision: 'answer', place }) },
    ])
    return [...rows, [deny]]
  }
  const once = { label: WORDS.once[language], actionId: toActionId(id, { decision: 'allow-once' }) }
  const always = { label: WORDS.always[language], actionId: toActionId(id, { decision: 'always' }) }
  return [[once, deny], ...(canBeAlways ? [[always]] : [])]
}

function describe(approval: Approval, language: Language): string {
  const { kind, tool, input, question, choices, binding, outside } = approval
  if (kind === 'question') {
    const list = choices.map((choice) => `- ${codeSpan(choice)}`)
    return [fence(reveal(question ?? '')), list.join('\n')].join('\n\n')
  }
  if (approval.typesInto) {
    const { text = '', processId = '' } = input as ToolInput<'process'>
    const into = `${WORDS.into[language]} (${codeSpan(processId)}):`
    return [codeSpan(tool), fence(reveal(text)), into, fence(reveal(commandLine(approval.typesInto)))].join(
      '\n\n',
    )
  }
  const { argv, cwd, background } = (input ?? {}) as { argv?: unknown; cwd?: unknown; background?: unknown }
  const isCommand = tool === 'exec' && Array.isArray(argv)
  const call = isCommand ? commandLine(argv) : JSON.stringify(input, null, 2)
  const folder =
    isCommand && typeof cwd === 'string' && cwd !== '.' ? [`${WORDS.in[language]}: ${codeSpan(cwd)}`] : []
  return [
    codeSpan(tool),
    fence(reveal(call ?? '')),
    ...folder,
    ...(isCommand && background === true ? [WORDS.background[language]] : []),
    ...(outside !== null && outside !== binding?.directory
      ? [`${WORDS.leads[language]}: ${codeSpan(outside)}`]
      : []),
  ].join('\n\n')
}

/** The files that an answer holds for, by their content. */
function listBound({ program, scripts }: ExecBinding, language: Language): string[] {
  const named = [[WORDS.program, program] as const, ...scripts.map((script) => [WORDS.file, script] as const)]
  return named.map(
    ([word, { path, sha256 }]) =>
      `${word[language]}: ${codeSpan(path)} ${codeSpan(`sha256:${shortHash(sha256)}`)}`,
  )
}

const commandLine = (argv: readonly unknown[]): string => argv.map((word) => quote(String(word))).join(' ')

/** Words with anything but plain characters are quoted, so that it is plain where each begins and ends. */
const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))

function fence(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length))
  const mark = '`'.repeat(longest + 1)
  return `${mark}\n${text}\n${mark}`
}

/** In one line, whatever a model wrote: with no end of a line, and no sign that ends the span. */
const codeSpan = (text: string): string =>
  `\`${reveal(text).replace(/[\s`]/g, (sign) => (sign === ' ' ? sign : `\\u{${sign.charCodeAt(0).toString(16)}}`))}\``

function shorten(text: string): string {
  const plain = reveal(text).replace(/\s+/g, ' ').trim()
  const characters = Array.from(plain)
  return characters.length > LABEL_LENGTH ? `${characters.slice(0, LABEL_LENGTH - 1).join('')}…` : plain
}
