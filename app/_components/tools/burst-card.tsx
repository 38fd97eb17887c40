'use client'

import { Layers } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ToolCall } from './tool-call.ts'
import { ToolCard } from './tool-card.tsx'
import { ToolRow } from './tool-row.tsx'

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
      <ToolRow
        icon={Layers}
        text={useCounts(calls)}
        isOpen={isOpen}
        controls={listId}
        durationMs={duration > 0 ? duration : undefined}
        state={state ?? (troubled.length > 0 ? 'failed' : 'done')}
        onClick={() => setOpen(!isOpen)}
      >
        {troubled.length > 0 && (
          <span className="shrink-0 text-err text-meta">{t('failed', { count: troubled.length })}</span>
        )}
      </ToolRow>
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
