'use client'

import { GoneNote } from '../assistants/gone-note.tsx'
import { Banners } from '../frame/banners.tsx'
import { useMarkRead } from '../sessions/use-mark-read.ts'
import { MessagesSkeleton } from '../ui/states/messages-skeleton.tsx'
import { WhyPanel } from '../why/why-panel.tsx'
import { ChatHeader } from './chat-header.tsx'
import { Conversation } from './conversation.tsx'
import { NewConversation } from './new-conversation.tsx'
import { useCurrentSession } from './use-current-session.ts'

/** The chat page: the chosen conversation. */
export function ChatShell() {
  const { sessionId, session } = useCurrentSession()
  const isNew = sessionId === 'new'
  useMarkRead(session)
  return (
    <>
      <ChatHeader session={session} isNew={isNew} />
      <Banners />
      {session && <GoneNote session={session} />}
      {isNew ? (
        <NewConversation />
      ) : sessionId === undefined ? (
        <MessagesSkeleton />
      ) : (
        <Conversation key={sessionId} sessionId={sessionId} />
      )}
      <WhyPanel />
    </>
  )
}
