'use client'

import { useQuery } from '@tanstack/react-query'
import { useFormatter, useTranslations } from 'use-intl'
import { useMessageParam } from '../../_lib/location.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { SessionLink } from '../sessions/session-row.tsx'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { Highlight } from './highlight.tsx'
import { type SearchHit, useSearch } from './use-search.ts'

/** What was found, best first; each leads to its message. */
export function SearchResults({ text, onOpen }: { text: string; onOpen: (() => void) | undefined }) {
  const t = useTranslations('search')
  const { query, hits, isError, isFetching } = useSearch(text)
  const shown = useMessageParam()
  return (
    <nav aria-label={t('results')} className="flex min-h-0 flex-1 flex-col gap-1 overflow-y-auto p-2">
      {isError && !isFetching && (
        <p role="alert" className="p-2 text-err">
          {t('failed')}
        </p>
      )}
      <p role="status" className={hits?.length === 0 || !hits ? 'p-2 text-fg-3' : 'sr-only'}>
        {isFetching && !hits?.length ? t('searching') : hits?.length === 0 && t('none', { query })}
      </p>
      <ul className="flex flex-col gap-0.5">
        {hits?.map((hit) => (
          <li key={hit.messageId} className="rounded-control hover:bg-raised">
            <SessionLink
              sessionId={hit.sessionId}
              messageId={hit.messageId}
              isCurrent={shown === hit.messageId}
              onOpen={onOpen}
              className="flex-col items-stretch gap-0.5! py-2"
            >
              <HitText hit={hit} />
            </SessionLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function HitText({ hit }: { hit: SearchHit }) {
  const t = useTranslations('search')
  const tChat = useTranslations('chat')
  const format = useFormatter()
  const title = useHitTitle(hit)
  return (
    <>
      <span className="flex justify-between gap-2 text-fg-3 text-meta">
        <span className="truncate">
          {[hit.role === 'user' ? t('you') : tChat('assistant'), title].join(' · ')}
        </span>
        <span className="shrink-0">{format.dateTime(hit.createdAt, { month: 'short', day: 'numeric' })}</span>
      </span>
      <span className="line-clamp-3 [overflow-wrap:anywhere]">
        <Highlight text={hit.snippet} ranges={hit.ranges} />
      </span>
    </>
  )
}

/** As the list beside it calls the conversation; the main one has no title of its own. */
function useHitTitle(hit: SearchHit): string {
  const t = useTranslations('sidebar')
  const titleOf = useSessionTitle()
  const sessions = useQuery(useTRPC().sessions.list.queryOptions({})).data?.sessions
  const session = sessions?.find((each) => each.id === hit.sessionId)
  return session ? titleOf(session) : hit.sessionTitle || t('untitled')
}
