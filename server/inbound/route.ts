import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { startInboxRow } from '#db/queries/inbox.ts'
import { saveMessage } from '#db/queries/messages.ts'
import { createRun, hasOpenRun } from '#db/queries/runs.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { isOwnChannel } from '../own-channels.ts'
import type { Sessions } from '../sessions/sessions.ts'

export interface Routed {
  readonly sessionId: string
  readonly message: ChatMessage
}

/**
 * Puts an admitted message into its session and queues the run that answers it, in the transaction
 * that stored the inbox row. The caller publishes and wakes the session after the commit.
 */
export function routeMessage(
  tx: Db,
  sessions: Sessions,
  inbound: { inboxId: string; message: InboundMessage; from: 'owner' | 'guest'; at: number },
): Routed {
  const { message, from, at } = inbound
  const sessionId = pickSession(tx, sessions, message)
  const runId = randomUUID()
  const userMessage: ChatMessage = {
    id: randomUUID(),
    role: 'user',
    parts: [{ type: 'text', text: message.text }],
    metadata: {
      createdAt: at,
      runId,
      channel: message.channel,
      ...(from === 'guest' ? { author: message.senderName, tainted: true } : {}),
    },
  }
  const disposition = hasOpenRun(tx, sessionId) ? 'queued' : 'started'
  saveMessage(tx, sessionId, userMessage)
  createRun(tx, {
    id: runId,
    sessionId,
    userMessageId: userMessage.id,
    messageId: randomUUID(),
    createdAt: at,
  })
  startInboxRow(tx, { id: inbound.inboxId, runId, disposition })
  sessions.noteMessage(tx, { sessionId, text: message.text, at })
  return { sessionId, message: userMessage }
}

/** In the owner's own channels the chat is the session; on a platform each chat has its own. */
function pickSession(tx: Db, sessions: Sessions, message: InboundMessage): string {
  if (!isOwnChannel(message.channel)) return sessions.openChat(tx, message).id
  const session = sessions.find(message.chatId)
  if (!session) throw new AppError('unknown_session', 'There is no such session. It may have been deleted.')
  return session.id
}
