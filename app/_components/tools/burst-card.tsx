'use client'

import clsx from 'clsx'
import { ChevronRight, Layers } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { formatDuration, type ToolCall } from './tool-call.ts'
import { ToolCard } from './tool-card.tsx'
import { ToolStateMark } from './tool-state.tsx'

/** What is counted together. */
const KINDS: Readonly<Record<string, 'exec' | 'read' | 'search' | 'change'>> = {
  exec: 'exec',
  process: 'exec',
  read: 'read',
  list: 'read',
  search: 'search',
  recall: 'search',
  write: 'change',
  edit: 'change',
}

/** Calls in a row as one line: what they were, by number. What did not go well, or still goes on, is seen all the same. */
export function BurstCard({ calls }: { calls: readonly ToolCall[] }) {
  const t = useTranslations('burst')
  const [isOpen, setOpen] = useState(false)
  const listId = useId()
  const troubled = calls.filter(({ state }) => state === 'failed' || state === 'uncertain')
  const seen = isOpen ? calls : calls.filter(({ state }) => state !== 'done')
  const duration = calls.reduce((total, { durationMs = 0 }) => total + durationMs, 0)
  const state = calls.find((call) => call.state === 'running' || call.state === 'preparing')?.state
  return (
    <div className="mb-2 rounded-card border bg-surface" data-burst={calls.length}>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-11 w-full items-center gap-2 rounded-card px-2.5 text-left text-ui hover:bg-raised md:min-h-8"
      >
        <ChevronRight
          size={14}
          className={clsx('shrink-0 text-fg-3 transition-transform duration-[140ms]', isOpen && 'rotate-90')}
        />
        <Layers size={16} strokeWidth={1.75} className="shrink-0 text-fg-2" aria-hidden="true" />
        <span className="min-w-0 flex-1 truncate">{useCounts(calls)}</span>
        {troubled.length > 0 && (
          <span className="shrink-0 text-err text-meta">{t('failed', { count: troubled.length })}</span>
        )}
        {duration > 0 && (
          <span className="shrink-0 font-mono text-fg-3 text-meta tabular-nums">
            {formatDuration(duration)}
          </span>
        )}
        <ToolStateMark state={state ?? (troubled.length > 0 ? 'failed' : 'done')} />
      </button>
      <div id={listId} hidden={seen.length === 0} className="border-t px-2 pt-2">
        {seen.map((call) => (
          <ToolCard key={call.id} call={call} isExplained={false} />
        ))}
      </div>
    </div>
  )
}

/** `3 commands · 2 files read`. */
function useCounts(calls: readonly ToolCall[]): string {
  const t = useTranslations('burst')
  const counts = Map.groupBy(calls, ({ name }) => KINDS[name] ?? 'other')
  return [...counts].map(([kind, { length }]) => t(kind, { count: length })).join(' · ')
}
