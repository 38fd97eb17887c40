import type { Language } from '#protocol/chat/language.ts'
import type { ToolName } from '#protocol/tools.ts'
import type { PlannedCall } from './intent.ts'

type Sentence = (subject: string) => string

/** What is said before a call, and what goes on being said while its tool already runs. */
const SENTENCES: Record<ToolName, Record<Language, { before: Sentence; during: Sentence }>> = {
  read: {
    en: {
      before: (path) => `I will read ${path} in your workspace.`,
      during: (path) => `I start reading ${path} now. As soon as it is here I will tell you what is in it.`,
    },
    zh: {
      before: (path) => `好的，我来读取工作区里的 ${path}。`,
      during: (path) => `正在读取 ${path}，读完马上告诉你里面的内容。`,
    },
  },
  list: {
    en: {
      before: (path) => `I will look into ${path === '`.`' ? 'your workspace' : path}.`,
      during: () => 'I am listing it now.',
    },
    zh: {
      before: (path) => `好的，我来看看${path === '`.`' ? '工作区' : ` ${path} `}。`,
      during: () => '正在列出里面的内容。',
    },
  },
  write: {
    en: { before: (path) => `I will write ${path}.`, during: (path) => `I am writing ${path} now.` },
    zh: { before: (path) => `好的，我来写入 ${path}。`, during: (path) => `正在写入 ${path}。` },
  },
  edit: {
    en: {
      before: (path) => `I will change ${path}.`,
      during: (path) => `I am replacing the text in ${path} now.`,
    },
    zh: { before: (path) => `好的，我来修改 ${path}。`, during: (path) => `正在替换 ${path} 里的文字。` },
  },
  exec: {
    en: {
      before: (command) => `I will run ${command}.`,
      during: () => 'It starts as soon as it is allowed; then I will show you what it prints.',
    },
    zh: {
      before: (command) => `好的，我来运行 ${command}。`,
      during: () => '获得允许后马上开始，然后告诉你它输出了什么。',
    },
  },
  process: {
    en: { before: () => 'I will look after what runs in the background.', during: () => 'I am looking now.' },
    zh: { before: () => '我来看看后台运行的程序。', during: () => '正在查看。' },
  },
  search: {
    en: {
      before: (words) => `I will search your workspace for ${words}.`,
      during: () => 'I am searching now.',
    },
    zh: { before: (words) => `好的，我来在工作区里搜索 ${words}。`, during: () => '正在搜索。' },
  },
  ask: {
    en: { before: () => 'I have a question.', during: () => 'I go on as soon as you have chosen.' },
    zh: { before: () => '我有一个问题。', during: () => '等你选好之后我就继续。' },
  },
  send_file: {
    en: { before: (path) => `I will send you ${path}.`, during: () => 'It comes with this answer.' },
    zh: { before: (path) => `好的，我把 ${path} 发给你。`, during: () => '文件会随这条回答一起发送。' },
  },
  remember: {
    en: { before: () => 'I will keep that in mind.', during: () => 'I am writing it down now.' },
    zh: { before: () => '好的，我记下来。', during: () => '正在保存。' },
  },
  recall: {
    en: { before: () => 'Let me see what I was asked to remember.', during: () => 'I am looking it up now.' },
    zh: { before: () => '我来看看记住过什么。', during: () => '正在查找。' },
  },
  sessions: {
    en: { before: () => 'I will look up your sessions.', during: () => 'I am fetching the list now.' },
    zh: { before: () => '我来查一下你的会话。', during: () => '正在获取列表。' },
  },
  new_session: {
    en: { before: () => 'I will start a new session.', during: () => 'I am opening it now.' },
    zh: { before: () => '好的，我来新建一个会话。', during: () => '正在创建。' },
  },
  session_send: {
    en: { before: () => 'I will pass that on.', during: () => 'I am handing it over now.' },
    zh: { before: () => '好的，我转交过去。', during: () => '正在转交。' },
  },
  switch_model: {
    en: { before: (model) => `I will switch to ${model}.`, during: () => 'I am asking the gateway now.' },
    zh: { before: (model) => `好的，切换到 ${model}。`, during: () => '正在请求网关切换。' },
  },
  schedule: {
    en: { before: (what) => `I will remind you: ${what}.`, during: () => 'I am putting it on the list now.' },
    zh: { before: (what) => `好的，到时候提醒你：${what}。`, during: () => '正在安排。' },
  },
  jobs: {
    en: { before: () => 'Let me see what is scheduled.', during: () => 'I am fetching the list now.' },
    zh: { before: () => '我来看看安排了什么。', during: () => '正在获取列表。' },
  },
  cancel_job: {
    en: { before: (what) => `I will take ${what} off the list.`, during: () => 'I am removing it now.' },
    zh: { before: (what) => `好的，取消 ${what}。`, during: () => '正在取消。' },
  },
  status: {
    en: { before: () => 'I will ask the gateway how it is doing.', during: () => 'I am asking it now.' },
    zh: { before: () => '我来问一下网关的状态。', during: () => '正在查询。' },
  },
  usage: {
    en: { before: () => 'I will look up what was used.', during: () => 'I am adding it up now.' },
    zh: { before: () => '我来查一下用量。', during: () => '正在统计。' },
  },
}

/** The sentences around one group of calls of the same tool. */
export function describeCalls(
  calls: readonly PlannedCall[],
  language: Language,
): { before: string; during: string } {
  const [first] = calls
  if (!first) return { before: '', during: '' }
  const subject = calls.map((call) => toCode(call.subject)).join(language === 'zh' ? '、' : ', ')
  const sentences = SENTENCES[first.tool][language]
  return { before: sentences.before(subject), during: sentences.during(subject) }
}

/** Inline code, whatever the text holds; long ones are cut. */
export function toCode(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const short = line.length > 120 ? `${line.slice(0, 120)}…` : line
  return short.includes('`') ? `\`\` ${short} \`\`` : `\`${short}\``
}
