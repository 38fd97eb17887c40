import type { Language } from '#protocol/chat/language.ts'
import { type ToolName, type ToolOutput, toolContracts } from '#protocol/tools.ts'
import { toCode } from './calls.ts'
import { describeContent, fence } from './content.ts'
import type { FinishedCall } from './conversation.ts'

type Renderer<N extends ToolName> = (
  output: ToolOutput<N>,
  context: { language: Language; input: FinishedCall['input'] },
) => string

const choose = (language: Language, en: string, zh: string): string => (language === 'zh' ? zh : en)
/** When a job is due, as the clock shows it in the job's own zone. */
const moment = ({ nextAt, timeZone }: { nextAt: number; timeZone: string }, language: Language): string =>
  new Intl.DateTimeFormat(choose(language, 'en-GB', 'zh-CN'), {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  }).format(nextAt)
const day = (time: number): string => new Date(time).toISOString().slice(0, 10)

function size(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`
}

/** Says in words what a tool gave, one renderer per tool. */
const RENDERERS: { [N in ToolName]: Renderer<N> } = {
  read: (output, { language }) => describeContent(output, language),
  list(output, { language }) {
    const shown = output.entries.slice(0, 60)
    const name = output.path === '.' ? choose(language, 'Your workspace', '工作区') : toCode(output.path)
    if (shown.length === 0) return choose(language, `${name} is empty.`, `${name}是空的。`)
    const lines = shown.map((entry) =>
      entry.kind === 'folder'
        ? `- ${toCode(`${entry.name}/`)}`
        : `- ${toCode(entry.name)} (${size(entry.bytes)})`,
    )
    const rest = output.entries.length - shown.length
    const more =
      rest > 0 || output.truncated ? `\n- … ${choose(language, `and ${rest} more`, `还有 ${rest} 项`)}` : ''
    const count = output.entries.length
    const heading = choose(
      language,
      `${name} holds ${count} ${count === 1 ? 'entry' : 'entries'}:`,
      `${name}里有 ${count} 项：`,
    )
    return `${heading}\n\n${lines.join('\n')}${more}`
  },
  write: (output, { language }) =>
    choose(
      language,
      `Done: ${toCode(output.path)} ${output.created ? 'is new' : 'was replaced'}, ${size(output.bytes)}.`,
      `完成：${output.created ? '新建了' : '替换了'} ${toCode(output.path)}，${size(output.bytes)}。`,
    ),
  edit: (output, { language }) =>
    choose(
      language,
      `Done: replaced ${output.replacements} ${output.replacements === 1 ? 'place' : 'places'} in ${toCode(output.path)}.`,
      `完成：在 ${toCode(output.path)} 里替换了 ${output.replacements} 处。`,
    ),
  exec(output, { language }) {
    const printed = [output.stdout.trimEnd(), output.stderr.trimEnd()].filter((text) => text !== '')
    const blocks = printed.map((text) => `\n\n${fence(lastLines(text, 40))}`).join('')
    const silent = printed.length === 0 ? ` ${choose(language, 'It printed nothing.', '没有输出。')}` : ''
    return `${describeExit(output, language)}${silent}${blocks}`
  },
  process(output, { language }) {
    const lines = output.processes.map(
      ({ argv, state, exitCode }) =>
        `- ${toCode(argv.join(' '))}: ${state}${exitCode === null ? '' : ` (${exitCode})`}`,
    )
    const printed = `${output.stdout}${output.stderr}`.trimEnd()
    const block = printed === '' ? '' : `\n\n${fence(lastLines(printed, 40))}`
    const none = choose(language, 'Nothing runs in the background.', '后台没有正在运行的程序。')
    return `${lines.join('\n') || none}${block}`
  },
  search(output, { language }) {
    const found = output.lines.filter((line) => line.match)
    if (output.paths.length === 0) return choose(language, 'I found nothing.', '没有找到。')
    const lines = found.slice(0, 40).map(({ path, line, text }) => `${path}:${line}: ${text}`)
    const shown = fence((lines.length > 0 ? lines : output.paths.slice(0, 40)).join('\n'))
    const count = found.length || output.paths.length
    return `${choose(language, `Found ${count}:`, `找到 ${count} 处：`)}\n\n${shown}`
  },
  ask: (output, { language }) =>
    choose(language, `You chose: ${toCode(output.choice)}.`, `你选择了：${toCode(output.choice)}。`),
  send_file: ({ name }, { language }) => choose(language, `Here is \`${name}\`.`, `\`${name}\` 已发送。`),
  remember: (_output, { language }) => choose(language, "I'll remember that.", '记住了。'),
  recall(output, { language }) {
    if (output.memories.length === 0) {
      return choose(language, 'I was not asked to remember anything about that.', '没有找到相关的记忆。')
    }
    const lines = output.memories.slice(0, 30).map((memory) => `- ${memory.text} (${day(memory.createdAt)})`)
    return `${choose(language, 'I was asked to remember:', '我记住了这些：')}\n\n${lines.join('\n')}`
  },
  sessions(output, { language }) {
    if (output.sessions.length === 0) return choose(language, 'There are no sessions yet.', '还没有会话。')
    const lines = output.sessions
      .slice(0, 30)
      .map((session) => `- ${session.title} (${day(session.updatedAt)})`)
    return `${choose(language, 'Your sessions, newest first:', '你的会话，最新的在前：')}\n\n${lines.join('\n')}`
  },
  new_session: (output, { language }) =>
    choose(
      language,
      `The new session “${output.title}” is open. You find it in the list of sessions.`,
      `已新建会话“${output.title}”，可以在会话列表里找到它。`,
    ),
  session_send: (_output, { language }) =>
    choose(language, 'It is passed on. I will report the answer here.', '已经转交，有了答复会在这里告诉你。'),
  switch_model: (output, { language }) =>
    choose(
      language,
      `From your next message on ${toCode(output.model)} answers in this conversation.`,
      `从下一条消息开始，这个会话由 ${toCode(output.model)} 回答。`,
    ),
  schedule: (output, { language }) =>
    choose(language, `It is on the list for ${moment(output, 'en')}.`, `已安排在 ${moment(output, 'zh')}。`),
  jobs(output, { language }) {
    if (output.jobs.length === 0) return choose(language, 'Nothing is scheduled.', '没有安排任何事。')
    const lines = output.jobs.slice(0, 30).map((job) => `- ${moment(job, language)}: ${job.text}`)
    return `${choose(language, 'This is scheduled, the next one first:', '已安排的事，最近的在前：')}\n\n${lines.join('\n')}`
  },
  cancel_job: (_output, { language }) => choose(language, 'It is off the list.', '已取消。'),
  status(output, { language }) {
    const minutes = Math.floor(output.uptimeMs / 60_000)
    return choose(
      language,
      `OpenClaw ${output.version} has been up for ${minutes} min.\n\n- Model: ${toCode(output.model)}\n- Agents ready: ${output.agents}\n- Sessions: ${output.sessions}`,
      `OpenClaw ${output.version} 已运行 ${minutes} 分钟。\n\n- 模型：${toCode(output.model)}\n- 就绪的 agent：${output.agents}\n- 会话：${output.sessions}`,
    )
  },
  usage(output, { language }) {
    const line = (name: string, used: ToolOutput<'usage'>['today']) =>
      choose(
        language,
        `- ${name}: ${used.calls} calls, ${used.inputTokens} tokens in, ${used.outputTokens} out`,
        `- ${name}：调用 ${used.calls} 次，输入 ${used.inputTokens} token，输出 ${used.outputTokens} token`,
      )
    return `${line(choose(language, 'Today', '今天'), output.today)}\n${line(choose(language, 'In all', '总计'), output.total)}`
  },
}

/** One finished call in words: its result, or why there is none. */
export function describeFinished(call: FinishedCall, language: Language): string {
  const name = toCode(String(call.input.path ?? call.tool))
  switch (call.outcome.kind) {
    case 'denied': {
      const reason = call.outcome.reason ? ` ${call.outcome.reason}` : ''
      return choose(
        language,
        `I was not allowed to do that (${name}), so nothing was done.${reason}`,
        `这个操作（${name}）没有得到允许，所以什么都没有做。${reason}`,
      )
    }
    case 'failed':
      return choose(
        language,
        `That did not work (${name}): ${call.outcome.message}`,
        `没有成功（${name}）：${call.outcome.message}`,
      )
    case 'output':
      return render(call, call.outcome.value, language)
  }
}

function render(call: FinishedCall, value: unknown, language: Language): string {
  if (isToolName(call.tool)) {
    const output = toolContracts[call.tool].output.safeParse(value)
    if (output.success) return renderAs(call.tool, output.data as never, { language, input: call.input })
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return `${choose(language, `${toCode(call.tool)} gave:`, `${toCode(call.tool)} 的结果：`)}\n\n${fence(lastLines(text ?? '', 40))}`
}

function renderAs<N extends ToolName>(tool: N, ...rest: Parameters<Renderer<N>>): string {
  return RENDERERS[tool](...rest)
}

function isToolName(name: string): name is ToolName {
  return Object.hasOwn(RENDERERS, name)
}

function describeExit(output: ToolOutput<'exec'>, language: Language): string {
  const seconds = `${(output.durationMs / 1_000).toFixed(1)} s`
  if (output.timedOut)
    return choose(
      language,
      `The command took too long and was ended after ${seconds}.`,
      `命令超时，${seconds} 后被终止。`,
    )
  if (output.exitCode === 0)
    return choose(language, `The command succeeded (${seconds}).`, `命令执行成功（${seconds}）。`)
  const how = output.signal ?? String(output.exitCode)
  return choose(
    language,
    `The command failed with ${how} (${seconds}).`,
    `命令执行失败：${how}（${seconds}）。`,
  )
}

function lastLines(text: string, count: number): string {
  const lines = text.split('\n')
  return lines.length <= count ? text : `…\n${lines.slice(-count).join('\n')}`
}
