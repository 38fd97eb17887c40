'use client'

import type { SessionFeed } from '../../_lib/session/session-feed.ts'
import type { SessionView } from '../../_lib/session/session-store.ts'
import { PendingBubble } from '../messages/pending-message.tsx'

/** Own messages that are on their way. */
export function PendingMessages({
  view,
  feed,
  isConnected,
}: {
  view: SessionView
  feed: SessionFeed
  isConnected: boolean
}) {
  return view.pending.map((pending) => (
    <PendingBubble
      key={pending.idempotencyKey}
      pending={pending}
      isConnected={isConnected}
      onResend={() => feed.resend(pending.idempotencyKey)}
      onDiscard={() => feed.discard(pending.idempotencyKey)}
    />
  ))
}
