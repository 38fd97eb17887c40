'use client'

import clsx from 'clsx'
import { useId } from 'react'
import { useTranslations } from 'use-intl'
import type { WhyReport, WhyTool } from '#protocol/chat/why.ts'
import { useKnownWords } from '../../_i18n/use-known-words.ts'
import { formatDuration } from '../tools/tool-call.ts'
import { toolIcon, useToolPurpose } from '../tools/tool-purpose.ts'
import { type Span, type TimelineRow, timelineOf } from './timeline.ts'

/** What was done when: a line for each step and each tool, with its bar in the stretch of the whole answer. */
export function WhyTimeline({ report }: { report: WhyReport }) {
  const t = useTranslations('why')
  const titleId = useId()
  const { rows, ...whole } = timelineOf(report)
  if (rows.length === 0) return null
  return (
    <section aria-labelledby={titleId} className="flex flex-col gap-2">
      <h3 id={titleId} className="flex items-baseline justify-between gap-2 font-semibold text-ui">
        {t('timeline')}
        <span className="font-normal font-mono text-fg-3 text-meta tabular-nums">
          {formatDuration(whole.to - whole.from)}
        </span>
      </h3>
      <ol className="divide-y rounded-card border">
        {rows.map((row) => (
          <li key={keyOf(row)} className="flex flex-col gap-1 px-3 py-2">
            <Line row={row} />
            <Bars row={row} whole={whole} />
          </li>
        ))}
      </ol>
    </section>
  )
}

const keyOf = (row: TimelineRow): string =>
  row.kind === 'step'
    ? `step ${row.number}`
    : row.kind === 'tool'
      ? `${row.tool.toolCallId}/${row.from}`
      : row.kind

function Line({ row }: { row: TimelineRow }) {
  const t = useTranslations('why')
  if (row.kind === 'tool') return <ToolLine tool={row.tool} />
  return (
    <p className="flex items-baseline gap-2 text-ui">
      <span className="min-w-0 flex-1 font-medium">
        {row.kind === 'queue' ? t('queue') : t('step', { number: row.number })}
        {row.kind === 'step' && (
          <span className="ml-2 font-mono font-normal text-fg-3 text-meta [overflow-wrap:anywhere]">
            {row.model}
          </span>
        )}
      </span>
      <Duration ms={row.to - row.from} />
    </p>
  )
}

function ToolLine({ tool }: { tool: WhyTool }) {
  const t = useTranslations('why')
  const purpose = useToolPurpose()
  const describeRule = useRuleWords()
  const Icon = toolIcon(tool.tool)
  return (
    <div className="flex gap-2 pl-3">
      <Icon size={14} strokeWidth={1.75} className="mt-1 shrink-0 text-fg-3" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2 text-ui">
          <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{purpose(tool.tool, tool.input)}</span>
          <Duration ms={tool.durationMs} />
        </p>
        <p className="text-fg-2 text-meta">
          <StateWord state={tool.state} />
          {tool.rule !== null && ` · ${describeRule(tool.rule)}`}
        </p>
        {tool.approval && (
          <p className="text-meta text-warn">
            {tool.approval.decision === null || tool.approval.waitedMs === null
              ? t('unanswered')
              : t(tool.approval.decision, { wait: formatDuration(tool.approval.waitedMs) })}
          </p>
        )}
      </div>
    </div>
  )
}

/** A rule's own words, with its name, by which the configuration and the documentation speak of it. */
function useRuleWords(): (rule: string) => string {
  const t = useTranslations('why')
  const ruleWords = useKnownWords('rule')
  return (rule) => {
    const words = ruleWords(rule)
    return words === undefined ? t('rule', { rule }) : t('ruleWords', { rule, words })
  }
}

const STATES = {
  decided: 'stateWaiting',
  started: 'stateRunning',
  done: 'stateDone',
  failed: 'stateFailed',
  stopped: 'stateStopped',
  denied: 'stateDenied',
  uncertain: 'stateUncertain',
} as const

function StateWord({ state }: { state: string }) {
  const t = useTranslations('tool')
  const key = Object.entries(STATES).find(([name]) => name === state)?.[1]
  const isBad = state === 'failed' || state === 'denied' || state === 'uncertain'
  return <span className={isBad ? 'text-err' : undefined}>{key ? t(key) : state}</span>
}

function Duration({ ms }: { ms: number | null }) {
  if (ms === null) return null
  return (
    <span className="shrink-0 font-mono text-fg-2 text-meta tabular-nums">
      {ms < 1 ? '< 1 ms' : formatDuration(ms)}
    </span>
  )
}

/** In thousandths of the whole. */
const WIDTH = 1_000
/** So that the shortest is seen. */
const LEAST = 4

/** The row's part of the whole, and before it, paler, the time that it waited for the owner. */
function Bars({ row, whole }: { row: TimelineRow; whole: Span }) {
  const place = (span: Span) => {
    const unit = WIDTH / (whole.to - whole.from)
    const width = Math.max(LEAST, (span.to - span.from) * unit)
    return { x: Math.min((span.from - whole.from) * unit, WIDTH - width), width }
  }
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${WIDTH} 6`}
      preserveAspectRatio="none"
      className={clsx('h-1.5', row.kind === 'tool' && 'ml-3')}
    >
      <rect width={WIDTH} height={6} className="fill-raised" />
      {row.kind === 'tool' && row.waited && (
        <rect {...place(row.waited)} height={6} className="fill-warn/50" />
      )}
      <rect {...place(row)} height={6} className={FILLS[row.kind]} />
    </svg>
  )
}

const FILLS = { queue: 'fill-fg-3', step: 'fill-accent', tool: 'fill-info' }
