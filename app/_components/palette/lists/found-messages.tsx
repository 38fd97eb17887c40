'use client'

import { useQuery } from '@tanstack/react-query'
import { MessageCirclePlus, TextSearch } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import { useConnection } from '../../../_lib/panel-context.ts'
import { useFeeds } from '../../../_lib/session/use-feed.ts'
import { useTRPC, useTRPCClient } from '../../../_lib/trpc.ts'
import { useOpenSession } from '../../../_lib/use-open-session.ts'
import { Highlight } from '../../search/highlight.tsx'
import { type SearchHit, useSearch } from '../../search/use-search.ts'
import { useSessionTitle } from '../../sidebar/session-title.ts'
import { PaletteGroup, PaletteItem } from '../palette-item.tsx'
import type { Choose } from '../use-chosen.ts'

/** What was said that matches, best first, each leading to its message; and the words as a question of their own. */
export function FoundMessages({ typed, onChoose }: { typed: string; onChoose: Choose }) {
  const t = useTranslations('search')
  const openSession = useOpenSession()
  const { hits } = useSearch(typed)
  if (typed === '') return null
  return (
    <>
      {hits && hits.length > 0 && (
        <PaletteGroup title={t('results')}>
          {hits.map((hit) => (
            <PaletteItem
              key={hit.messageId}
              id={`message ${hit.messageId}`}
              icon={TextSearch}
              onChoose={() => onChoose(() => openSession(hit.sessionId, { messageId: hit.messageId }))}
            >
              <HitText hit={hit} />
            </PaletteItem>
          ))}
        </PaletteGroup>
      )}
      <AskAnew typed={typed} onChoose={onChoose} />
    </>
  )
}

/** How the search goes, for who does not see it. A list of choices holds no such words: it stands before it. */
export function SearchProgress({ typed }: { typed: string }) {
  const t = useTranslations('search')
  const { hits, isError, isFetching } = useSearch(typed)
  if (typed === '') return null
  if (isError && !isFetching) {
    return (
      <p role="alert" className="border-b px-4 py-2 text-err text-ui">
        {t('failed')}
      </p>
    )
  }
  return (
    <p role="status" className="sr-only">
      {isFetching ? t('searching') : t('found', { count: hits?.length ?? 0 })}
    </p>
  )
}

/** Begins a conversation with what was typed. */
function AskAnew({ typed, onChoose }: { typed: string; onChoose: Choose }) {
  const t = useTranslations('palette')
  const client = useTRPCClient()
  const feeds = useFeeds()
  const openSession = useOpenSession()
  const isConnected = useConnection() === 'ready'
  async function ask() {
    const { id } = await client.sessions.create.mutate({})
    feeds(id).send({ text: typed })
    openSession(id)
  }
  return (
    <PaletteGroup title={t('ask')}>
      <PaletteItem id="ask" icon={MessageCirclePlus} isDisabled={!isConnected} onChoose={() => onChoose(ask)}>
        <span className="block truncate">{t('askAnew', { words: typed })}</span>
      </PaletteItem>
    </PaletteGroup>
  )
}

function HitText({ hit }: { hit: SearchHit }) {
  const t = useTranslations('search')
  const tChat = useTranslations('chat')
  const format = useFormatter()
  const title = useHitTitle(hit)
  return (
    <span className="block py-1">
      <span className="flex justify-between gap-2 text-fg-3 text-meta">
        <span className="truncate">
          {[hit.role === 'user' ? t('you') : tChat('assistant'), title].join(' · ')}
        </span>
        <span className="shrink-0">{format.dateTime(hit.createdAt, { month: 'short', day: 'numeric' })}</span>
      </span>
      <span className="line-clamp-2 [overflow-wrap:anywhere]">
        <Highlight text={hit.snippet} ranges={hit.ranges} />
      </span>
    </span>
  )
}

/** As the list of conversations calls it; the main one has no title of its own. */
function useHitTitle(hit: SearchHit): string {
  const t = useTranslations('sidebar')
  const titleOf = useSessionTitle()
  const sessions = useQuery(useTRPC().sessions.list.queryOptions({})).data?.sessions
  const session = sessions?.find((each) => each.id === hit.sessionId)
  return session ? titleOf(session) : hit.sessionTitle || t('untitled')
}
