import { useMemo, useRef } from 'react'
import * as z from 'zod'
import { sessionSummary } from '#protocol/sessions.ts'
import { openSession } from '../../_lib/location.ts'
import { usePanel } from '../../_lib/panel-context.ts'
import type { SessionFeed } from '../../_lib/session/session-feed.ts'
import { requestOf } from '../../_lib/session/unsent.ts'
import { useFeeds } from '../../_lib/session/use-feed.ts'
import type { MessageActions } from '../messages/message-actions.ts'
import { useCurrentSession } from './use-current-session.ts'

const forked = sessionSummary.pick({ id: true })
const outbox = z.object({
  deliveries: z.array(z.object({ id: z.string(), messageId: z.string().nullable() })),
})

/** What the messages of one conversation offer, as requests to the gateway. */
export function useConversationActions(sessionId: string, feed: SessionFeed): MessageActions {
  const { gateway } = usePanel()
  const feeds = useFeeds()
  const isOwn = useCurrentSession().session?.trusted ?? true
  const pressed = useRef<{ messageId: string; step: -1 | 1 } | null>(null)
  return useMemo(
    () => ({
      feed,
      isOwn,
      pressed,
      async fork(messageId) {
        const session = forked.parse(await gateway.request('sessions.fork', { sessionId, messageId }))
        openSession(session.id)
      },
      async rephrase(message, text, idempotencyKey) {
        const attachments = message.parts.flatMap((part) =>
          part.type === 'data-attachment' ? [part.data] : [],
        )
        if (isOwn) {
          const words = requestOf(sessionId, { text, attachments, idempotencyKey })
          await gateway.request('chat.send', { ...words, insteadOf: message.id })
          return
        }
        const from = { sessionId, messageId: message.id, leavesOut: true }
        const session = forked.parse(await gateway.request('sessions.fork', from))
        feeds(session.id).send({ text, ...(attachments.length > 0 ? { attachments } : {}) })
        openSession(session.id)
      },
      async showVersion(messageId) {
        await gateway.request('sessions.showVersion', { sessionId, messageId })
      },
      retry: feed.retry,
      async liftPrivacy() {
        await gateway.request('chat.liftPrivacy', { sessionId })
        await feed.reload()
      },
      async resolveDelivery(messageId, action) {
        const { deliveries } = outbox.parse(await gateway.request('outbox.list', {}))
        for (const { id, messageId: of } of deliveries) {
          if (of === messageId) await gateway.request('outbox.resolve', { id, action })
        }
      },
    }),
    [gateway, feeds, sessionId, feed, isOwn],
  )
}
