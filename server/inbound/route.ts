import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { startInboxRow } from '#db/queries/inbox.ts'
import { saveMessage } from '#db/queries/messages.ts'
import { createRun, hasOpenRun } from '#db/queries/runs.ts'
import { countWaiting } from '#db/queries/sessions.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { isOwnChannel } from '../own-channels.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { readGroupTalk } from './group-talk.ts'

/** Most messages that may wait in one session; more are refused before anybody relies on them. */
const QUEUE_LIMIT = 1_000

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
  const sessionId = pickSession(tx, sessions, { message, from })
  if (countWaiting(tx, sessionId, QUEUE_LIMIT) >= QUEUE_LIMIT) {
    throw new AppError(
      'too_many',
      `${QUEUE_LIMIT} messages wait in this conversation. Try again when it has answered some.`,
    )
  }
  const runId = randomUUID()
  const talk = readGroupTalk(tx, message)
  const userMessage: ChatMessage = {
    id: randomUUID(),
    role: 'user',
    parts: [
      ...(talk.length > 0 ? [{ type: 'data-group-talk' as const, data: { messages: talk } }] : []),
      { type: 'text', text: message.text },
    ],
    metadata: {
      createdAt: at,
      runId,
      channel: message.channel,
      ...(from === 'guest' || message.chatKind === 'group'
        ? { author: message.senderName, authorId: message.senderId }
        : {}),
      ...(from === 'guest' || talk.length > 0 ? { tainted: true } : {}),
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

/**
 * In the owner's own channels the chat is the session. What the owner writes directly on a platform goes
 * on in the main one, and the answer goes back to that chat; guests and groups have sessions of their own.
 */
function pickSession(
  tx: Db,
  sessions: Sessions,
  { message, from }: { message: InboundMessage; from: 'owner' | 'guest' },
): string {
  if (!isOwnChannel(message.channel)) {
    const isMain = from === 'owner' && message.chatKind === 'direct'
    return isMain ? sessions.getMain().id : sessions.openChat(tx, message).id
  }
  const session = sessions.find(message.chatId)
  if (!session) throw new AppError('unknown_session', 'There is no such session. It may have been deleted.')
  return session.id
}
