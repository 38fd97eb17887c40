import type { Db } from '#db/client.ts'
import { createCommandRun } from '#db/queries/commands.ts'
import { startInboxRow } from '#db/queries/inbox.ts'
import { saveMessage } from '#db/queries/messages.ts'
import { touchSession } from '#db/queries/sessions.ts'
import type { ChatMessage, MessageMetadata } from '#protocol/messages.ts'
import type { InboundMessage } from '../../channels/channel.ts'

/** Stores a chat command with the run that answers it; no lane gets to see it, and no title is made of it. */
export function routeCommand(
  tx: Db,
  inbound: {
    inboxId: string
    message: InboundMessage
    at: number
    sessionId: string
    turn: { name: string; private: boolean }
    /** Who wrote it, and when. */
    origin: Partial<MessageMetadata>
  },
): { sessionId: string; message: ChatMessage; commandRunId: string } {
  const { message, at, sessionId, turn, origin } = inbound
  const runId = crypto.randomUUID()
  const userMessage: ChatMessage = {
    id: crypto.randomUUID(),
    role: 'user',
    parts: [{ type: 'text', text: message.text }],
    metadata: {
      createdAt: at,
      runId,
      channel: message.channel,
      command: turn.name,
      ...origin,
      ...(turn.private ? { private: true } : {}),
    },
  }
  saveMessage(tx, sessionId, userMessage)
  const ids = { id: runId, sessionId, userMessageId: userMessage.id, messageId: crypto.randomUUID() }
  createCommandRun(tx, { ...ids, createdAt: at })
  startInboxRow(tx, { id: inbound.inboxId, runId, disposition: 'started' })
  touchSession(tx, sessionId, at)
  return { sessionId, message: userMessage, commandRunId: runId }
}
