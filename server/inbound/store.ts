import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { createInboxRow } from '#db/queries/inbox.ts'
import { CHAT_TEXT_LIMIT } from '#protocol/sessions.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'

/** Stores a message; undefined where it had been stored before. */
export function storeMessage(
  tx: Db,
  clock: Clock,
  message: InboundMessage,
): { inboxId: string; at: number } | undefined {
  const { channel, account } = message
  const at = clock.now()
  const inboxId = randomUUID()
  const isNew = createInboxRow(tx, {
    id: inboxId,
    channel,
    account,
    eventId: message.eventId,
    chatId: message.chatId,
    chatKind: message.chatKind,
    threadId: message.threadId,
    externalMessageId: message.messageId,
    senderId: message.senderId,
    senderName: message.senderName,
    text: message.text.slice(0, CHAT_TEXT_LIMIT),
    albumId: message.albumId,
    origin: message.origin,
    sentAt: message.sentAt,
    receivedAt: at,
  })
  return isNew ? { inboxId, at } : undefined
}
