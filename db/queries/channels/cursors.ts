import { eq } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { channelCursors } from '../../schema/inbox.ts'

/** Where a channel account stands in its platform's stream, or undefined before its first message. */
export function findCursor(db: Db, channel: string, account: string): string | undefined {
  const row = db
    .select()
    .from(channelCursors)
    .where(eq(channelCursors.id, cursorId(channel, account)))
    .get()
  return row?.cursor
}

/** Moves a channel account's cursor. Belongs into the transaction that stores the message. */
export function saveCursor(
  db: Db,
  at: { channel: string; account: string; cursor: string; updatedAt: number },
): void {
  const fields = { cursor: at.cursor, updatedAt: at.updatedAt }
  db.insert(channelCursors)
    .values({ id: cursorId(at.channel, at.account), ...fields })
    .onConflictDoUpdate({ target: channelCursors.id, set: fields })
    .run()
}

const cursorId = (channel: string, account: string): string => `${channel}:${account}`
