'use client'

import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { Plus } from 'lucide-react'
import type { MouseEvent, ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { openSession, sessionHref } from '../../_lib/location.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { Button } from '../ui/button.tsx'
import { useSessionTitle } from './session-title.ts'
import { TrustMark } from './trust-mark.tsx'

export function SessionList({
  current,
  onOpen,
}: {
  current: string | undefined
  onOpen: (() => void) | undefined
}) {
  const t = useTranslations('sidebar')
  const { data, isError, refetch } = useQuery(useTRPC().sessions.list.queryOptions({}))
  return (
    <nav aria-label={t('title')} className="flex min-h-0 flex-1 flex-col gap-1 overflow-y-auto p-2">
      <SessionLink sessionId="new" isCurrent={current === 'new'} onOpen={onOpen}>
        <Plus size={16} className="shrink-0 text-fg-2" aria-hidden="true" />
        <span className="truncate">{t('newChat')}</span>
      </SessionLink>
      {isError && !data && (
        <div className="flex flex-col items-start gap-2 p-2 text-fg-2">
          <p>{t('failed')}</p>
          <Button onClick={() => void refetch()}>{t('retry')}</Button>
        </div>
      )}
      {data?.sessions.length === 0 && <p className="p-2 text-fg-3">{t('empty')}</p>}
      <ul className="flex flex-col gap-0.5">
        {data?.sessions.map((session) => (
          <li key={session.id}>
            <SessionLink sessionId={session.id} isCurrent={current === session.id} onOpen={onOpen}>
              <SessionName session={session} />
            </SessionLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function SessionName({ session }: { session: SessionSummary }) {
  const t = useTranslations('sidebar')
  const title = useSessionTitle()
  return (
    <>
      <span className="min-w-0 flex-1 truncate">{title(session)}</span>
      {!session.trusted && <TrustMark isTrusted={false} />}
      {session.running && (
        <span
          role="img"
          aria-label={t('running')}
          title={t('running')}
          className="size-2 shrink-0 animate-pulse rounded-full bg-info"
        />
      )}
    </>
  )
}

/** A real link (it opens in a new tab as links do) that changes the page without loading it. */
function SessionLink({
  sessionId,
  isCurrent,
  onOpen,
  children,
}: {
  sessionId: string
  isCurrent: boolean
  onOpen: (() => void) | undefined
  children: ReactNode
}) {
  function open(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    openSession(sessionId)
    onOpen?.()
  }
  return (
    <a
      href={sessionHref(sessionId)}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={open}
      className={clsx(
        'flex min-h-11 items-center gap-2 rounded-control px-2.5 transition-colors duration-[90ms] md:min-h-8',
        isCurrent ? 'bg-raised font-medium text-fg' : 'text-fg-2 hover:bg-raised hover:text-fg',
      )}
    >
      {children}
    </a>
  )
}
