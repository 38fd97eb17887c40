import type { WhyReport, WhyTool } from '#protocol/chat/why.ts'

/** A stretch of time. Unix milliseconds. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** One line of the drawing, in the order in which things began. */
export type TimelineRow = Span &
  (
    | { readonly kind: 'queue' }
    | { readonly kind: 'step'; readonly number: number; readonly model: string }
    | { readonly kind: 'tool'; readonly tool: WhyTool; readonly waited: Span | null }
  )

/** What happened when, and the whole stretch that it is drawn over. A step is over when its tools are. */
export function timelineOf(report: WhyReport): Span & { readonly rows: TimelineRow[] } {
  const { trigger, calls, startedAt, endedAt } = report
  const tools = report.tools.map(toolRow)
  const begun = startedAt ?? trigger.at
  const rows: TimelineRow[] = startedAt === null ? [] : [{ kind: 'queue', from: trigger.at, to: begun }]
  let stepFrom = begun
  for (const [index, { at, model }] of calls.entries()) {
    rows.push({ kind: 'step', number: index + 1, model, from: stepFrom, to: at })
    rows.push(...tools.filter((row) => isWithin(firstOf(row), { from: stepFrom, to: at })))
    stepFrom = at
  }
  // Those of a step that did not come to its end.
  rows.push(...tools.filter((row) => !rows.includes(row)))
  const to = Math.max(endedAt ?? 0, trigger.at + 1, ...rows.map((row) => row.to))
  return { from: trigger.at, to, rows }
}

function toolRow(tool: WhyTool): Extract<TimelineRow, { kind: 'tool' }> {
  const { approval, startedAt, durationMs } = tool
  const waited = approval && {
    from: approval.askedAt,
    to: approval.askedAt + (approval.waitedMs ?? Math.max(0, startedAt - approval.askedAt)),
  }
  return { kind: 'tool', tool, waited, from: startedAt, to: startedAt + (durationMs ?? 0) }
}

const firstOf = ({ from, waited }: Extract<TimelineRow, { kind: 'tool' }>): number =>
  Math.min(from, waited?.from ?? from)
const isWithin = (at: number, { from, to }: Span): boolean => at >= from && at < to
