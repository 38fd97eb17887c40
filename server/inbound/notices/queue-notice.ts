import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { createOutboxRow } from '#db/queries/outbox.ts'
import type { InboundMessage } from '../../channels/channel.ts'

/** Queues one line of ours, beside any answer of a run, to the chat of a message. */
export function queueNotice(
  tx: Db,
  notice: { inboxId: string; message: InboundMessage; text: string; at: number },
): void {
  const { channel, account, chatId, threadId = null } = notice.message
  createOutboxRow(tx, {
    id: randomUUID(),
    runId: `notice:${notice.inboxId}`,
    part: 0,
    channel,
    account,
    chatId,
    threadId,
    text: notice.text,
    createdAt: notice.at,
  })
}
