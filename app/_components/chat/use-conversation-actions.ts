import { useMemo } from 'react'
import * as z from 'zod'
import { sessionSummary } from '#protocol/sessions.ts'
import { openSession } from '../../_lib/location.ts'
import { usePanel } from '../../_lib/panel-context.ts'
import type { SessionFeed } from '../../_lib/session/session-feed.ts'
import type { MessageActions } from '../messages/message-actions.ts'

const forked = sessionSummary.pick({ id: true })
const outbox = z.object({
  deliveries: z.array(z.object({ id: z.string(), messageId: z.string().nullable() })),
})

/** What the messages of one conversation offer, as requests to the gateway. */
export function useConversationActions(sessionId: string, feed: SessionFeed): MessageActions {
  const { gateway, feeds } = usePanel()
  return useMemo(
    () => ({
      async fork(messageId) {
        const session = forked.parse(await gateway.request('sessions.fork', { sessionId, messageId }))
        openSession(session.id)
      },
      async rephrase(message, text) {
        const from = { sessionId, messageId: message.id, leavesOut: true }
        const session = forked.parse(await gateway.request('sessions.fork', from))
        const attachments = message.parts.flatMap((part) =>
          part.type === 'data-attachment' ? [part.data] : [],
        )
        feeds(session.id).send({ text, ...(attachments.length > 0 ? { attachments } : {}) })
        openSession(session.id)
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
    [gateway, feeds, sessionId, feed],
  )
}
