'use client'

import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { Plus } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { usePalette } from '../palette/palette-context.ts'
import { ArchivedList } from '../sessions/archived-list.tsx'
import { SessionLink, SessionRow } from '../sessions/session-row.tsx'
import { Button } from '../ui/button.tsx'
import { SkeletonRows } from '../ui/states/list-skeleton.tsx'

export function SessionList({
  current,
  onOpen,
}: {
  current: string | undefined
  onOpen: (() => void) | undefined
}) {
  const t = useTranslations('sidebar')
  const { data, isError, refetch } = useQuery(useTRPC().sessions.list.queryOptions({}))
  const { show } = usePalette()
  const row = (session: SessionSummary) => (
    <SessionRow
      key={session.id}
      session={session}
      isCurrent={current === session.id}
      onOpen={onOpen}
      onReset={() => show({ kind: 'reset', session })}
      onDelete={() => show({ kind: 'delete', session })}
    />
  )
  return (
    <nav aria-label={t('title')} className="flex min-h-0 flex-1 flex-col gap-1 overflow-y-auto p-2">
      <div className={clsx('flex rounded-control', current === 'new' ? 'bg-raised' : 'hover:bg-raised')}>
        <SessionLink sessionId="new" isCurrent={current === 'new'} onOpen={onOpen}>
          <Plus size={16} className="shrink-0 text-fg-2" aria-hidden="true" />
          <span className="truncate">{t('newChat')}</span>
        </SessionLink>
      </div>
      {isError && !data && (
        <div className="flex flex-col items-start gap-2 p-2 text-fg-2">
          <p>{t('failed')}</p>
          <Button onClick={() => void refetch()}>{t('retry')}</Button>
        </div>
      )}
      {!isError && !data && <SkeletonRows className="animate-late" />}
      {data?.sessions.length === 0 && <p className="p-2 text-fg-3">{t('empty')}</p>}
      <ul className="flex flex-col gap-0.5">{data?.sessions.map(row)}</ul>
      <ArchivedList row={row} />
    </nav>
  )
}
