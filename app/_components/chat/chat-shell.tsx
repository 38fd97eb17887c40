'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { useSessionParam } from '../../_lib/location.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { isMain } from '../sidebar/session-title.ts'
import { Sidebar } from '../sidebar/sidebar.tsx'
import { ChatHeader } from './chat-header.tsx'
import { ConfigBanner } from './config-banner.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { Conversation } from './conversation.tsx'
import { StorageBanner, UsageBanner } from './gateway-banners.tsx'
import { NewConversation } from './new-conversation.tsx'

/** The chat page: conversations at the side, the chosen one beside them. */
export function ChatShell() {
  const t = useTranslations('app')
  const chosen = useSessionParam()
  const sessions = useQuery(useTRPC().sessions.list.queryOptions({})).data?.sessions
  const isNew = chosen === 'new'
  const sessionId = isNew ? undefined : (chosen ?? findMain(sessions)?.id)
  const listed = sessions?.find((each) => each.id === sessionId)
  // One that was put away is in no list, but it opens all the same.
  const one = useTRPC().sessions.get.queryOptions({ sessionId: sessionId ?? '' })
  const isUnlisted = sessions !== undefined && sessionId !== undefined && !listed
  const found = useQuery({ ...one, enabled: isUnlisted, retry: false }).data
  const session = listed ?? found
  return (
    <div className="flex h-dvh overflow-hidden">
      <a
        href="#composer"
        className="sr-only rounded-control bg-surface p-3 focus:not-sr-only focus:absolute focus:z-50"
      >
        {t('skipToComposer')}
      </a>
      <Sidebar current={isNew ? 'new' : sessionId} />
      <main className="flex min-w-0 flex-1 flex-col">
        <ChatHeader session={session} isNew={isNew} />
        <ConnectionBanner />
        <StorageBanner />
        <ConfigBanner />
        <UsageBanner />
        {isNew ? (
          <NewConversation />
        ) : sessionId === undefined ? (
          <div className="flex-1" aria-busy="true" />
        ) : (
          <Conversation key={sessionId} sessionId={sessionId} />
        )}
      </main>
    </div>
  )
}

function findMain(sessions: readonly SessionSummary[] | undefined): SessionSummary | undefined {
  return sessions?.find(isMain) ?? sessions?.[0]
}
