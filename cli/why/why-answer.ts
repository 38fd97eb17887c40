import { describeInput } from '#protocol/access/describe-call.ts'
import { whyPath } from '#protocol/chat/why.ts'
import { AppError } from '#protocol/errors.ts'
import { CliError } from '../cli-error.ts'
import type { MethodOutput } from '../client/methods.ts'
import type { CommandContext } from '../context.ts'
import { findSession } from '../find-session.ts'
import { oneLine, printFacts } from '../table.ts'
import { paint, printJson } from '../terminal.ts'
import { fill, type Words, wordsFor } from './words.ts'

type WhyReport = MethodOutput<'why.get'>

const TEXT_LIMIT = 120

/** `openclaw why [message]`: what began an answer, who spoke, what was done under which rule, what it cost. */
export async function whyAnswer(
  context: CommandContext,
  question: { messageId: string | undefined; session: string | undefined },
): Promise<void> {
  const { client, terminal, json, environment, address } = context
  const messageId = question.messageId ?? (await findNewest(context, question.session ?? 'main'))
  const report = await client.request('why.get', { messageId }).catch((cause: unknown) => {
    if (!(cause instanceof AppError && cause.code === 'not_found')) throw cause
    throw new CliError(`${cause.message} A tool is asked about by its name, as in: openclaw why exec ls`, {
      cause,
    })
  })
  if (json) return printJson(terminal, report)
  const { out } = terminal
  const words = wordsFor(environment)
  printFacts(out, [
    ...describe(report, words),
    [words.panel, `http://localhost:${address.port}${whyPath(report)}`],
  ])
  for (const tool of report.tools) {
    const colour = tool.state === 'done' ? 'green' : tool.state === 'denied' ? 'red' : 'yellow'
    out.write(`\n  ${paint(out, colour, tool.state)}  ${describeInput(tool.tool, tool.input)}\n`)
    out.write(`        ${paint(out, 'dim', describeTool(tool, words))}\n`)
  }
}

async function findNewest({ client }: CommandContext, name: string): Promise<string> {
  const session = await findSession(client, name)
  const { messages } = await client.request('chat.history', { sessionId: session.id, limit: 20 })
  const answer = messages.findLast(
    ({ role, metadata }) => role === 'assistant' && metadata?.runId !== undefined,
  )
  if (!answer) throw new CliError('There is no answer in this conversation yet.')
  return answer.id
}

function describe(report: WhyReport, words: Words): [string, string][] {
  const { trigger, route, calls } = report
  const who = trigger.author === null ? words.you : oneLine(trigger.author)
  const said =
    trigger.text === '' ? words.removed : JSON.stringify(oneLine(trigger.text).slice(0, TEXT_LIMIT))
  const { id, name, gone } = route.agent
  const called = name === null ? id : `${oneLine(name)} (${id})`
  const chosen = report.modelBy === null ? '' : ` (${words.by[report.modelBy]})`
  const marks = [
    route.trusted ? words.trusted : words.untrusted,
    ...(id === 'main' ? [] : [fill(gone ? words.gone : words.assistant, { name: called })]),
    ...(route.tainted ? [words.tainted] : []),
    ...(route.private ? [words.private] : []),
    ...(route.attempts > 1 ? [fill(words.handed, { count: route.attempts })] : []),
  ]
  const retry = trigger.retryOf === null ? '' : `, ${words.retry}`
  const ended = { ...words.ended }[report.status] ?? report.status
  const work = report.durationMs === null ? words.unknown : seconds(report.durationMs)
  return [
    [words.trigger, `${trigger.channel ?? words.unknown}, ${who}${retry}: ${said}`],
    [words.route, `${nameOf(route)}: ${marks.join(', ')}`],
    [
      words.model,
      [`${report.model ?? words.unknown}${chosen}`, ...report.modelChanges.map(describeChange(words))].join(
        '; ',
      ),
    ],
    [
      words.prompt,
      `${fill(words.calls, { count: calls.length })}: ${fill(words.inAll, {
        input: sum(calls.map((call) => call.inputTokens)),
        cached: sum(calls.map((call) => call.cacheReadTokens)),
        output: sum(calls.map((call) => call.outputTokens)),
      })}`,
    ],
    [words.tools, report.tools.length === 0 ? words.none : String(report.tools.length)],
    [words.time, fill(words.waited, { wait: seconds(report.waitedMs), work })],
    [words.cost, report.costUsd === null ? words.unknown : `$${report.costUsd.toFixed(4)}`],
    [words.status, report.error ? `${ended}: ${oneLine(report.error.message)}` : ended],
  ]
}

/** The title with the key that stands for it everywhere; the main conversation has a key only. */
const nameOf = ({ title, key }: WhyReport['route']): string =>
  title === '' ? oneLine(key) : `${oneLine(title)} (${oneLine(key)})`

const describeChange =
  (words: Words) =>
  (change: WhyReport['modelChanges'][number]): string =>
    fill(words.instead, { to: change.to, from: change.from, code: change.code })

function describeTool({ rule, durationMs, approval }: WhyReport['tools'][number], words: Words): string {
  const answered =
    approval &&
    (approval.decision === null || approval.waitedMs === null
      ? words.unanswered
      : fill(words.asked, {
          decision: words.decisions[approval.decision],
          wait: seconds(approval.waitedMs),
        }))
  return [
    `${words.rule} ${rule ?? words.unknown}`,
    ...(answered ? [answered] : []),
    ...(durationMs === null ? [] : [seconds(durationMs)]),
  ].join(', ')
}

const seconds = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`)
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
