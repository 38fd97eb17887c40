import { and, asc, count, eq, getTableColumns, lte, max, min, sql } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { inbox } from '../../schema/inbox.ts'
import { mediaFetches } from '../../schema/media.ts'
import { messages } from '../../schema/messages.ts'
import { runs } from '../../schema/runs.ts'

export type MediaFetch = typeof mediaFetches.$inferSelect

/** Notes a file that a platform has still to hand over for a stored message. Throws where its id exists. */
export function createMediaFetch(db: Db, row: Omit<MediaFetch, 'attempts'>): void {
  db.insert(mediaFetches).values(row).run()
}

/** The files to ask for at `now` (Unix milliseconds), oldest first, with the conversations that they belong to. */
export function listDueFetches(
  db: Db,
  due: { now: number; limit: number },
): (MediaFetch & { sessionId: string })[] {
  return db
    .select({ ...getTableColumns(mediaFetches), sessionId: messages.sessionId })
    .from(mediaFetches)
    .innerJoin(messages, eq(messages.id, mediaFetches.messageId))
    .where(lte(mediaFetches.nextAttemptAt, due.now))
    .orderBy(asc(mediaFetches.createdAt), asc(sql`media_fetches.rowid`))
    .limit(due.limit)
    .all()
}

/** When the next file is to be asked for, or undefined where none is. Unix milliseconds. */
export function findNextFetchTime(db: Db): number | undefined {
  return (
    db
      .select({ at: min(mediaFetches.nextAttemptAt) })
      .from(mediaFetches)
      .get()?.at ?? undefined
  )
}

/** It was asked for in vain and is asked for again at `nextAttemptAt`. */
export function postponeMediaFetch(db: Db, again: { id: string; nextAttemptAt: number }): void {
  db.update(mediaFetches)
    .set({ nextAttemptAt: again.nextAttemptAt, attempts: sql`${mediaFetches.attempts} + 1` })
    .where(eq(mediaFetches.id, again.id))
    .run()
}

/** It was handed over, or never will be. False where the message was deleted meanwhile. Idempotent. */
export function deleteMediaFetch(db: Db, id: string): boolean {
  return db.delete(mediaFetches).where(eq(mediaFetches.id, id)).run().changes > 0
}

/** How many files of a message are on their way still. */
export function countMediaFetches(db: Db, messageId: string): number {
  const waiting = db.select({ total: count() }).from(mediaFetches)
  return waiting.where(eq(mediaFetches.messageId, messageId)).get()?.total ?? 0
}

/** Until when more pieces of the albums of a message may come; 0 where none is on its way. */
export function findSettleTime(db: Db, messageId: string): number {
  const row = db
    .select({ at: max(mediaFetches.settlesAt) })
    .from(mediaFetches)
    .where(eq(mediaFetches.messageId, messageId))
    .get()
  return row?.at ?? 0
}

/** The run that waits to answer an album of this sender, which nobody has begun; undefined where there is none. */
export function findAlbumRun(
  db: Db,
  album: { channel: string; account: string; chatId: string; senderId: string; albumId: string },
): typeof runs.$inferSelect | undefined {
  return db
    .select(getTableColumns(runs))
    .from(inbox)
    .innerJoin(runs, eq(runs.id, inbox.runId))
    .where(
      and(
        eq(inbox.channel, album.channel),
        eq(inbox.account, album.account),
        eq(inbox.chatId, album.chatId),
        eq(inbox.senderId, album.senderId),
        eq(inbox.albumId, album.albumId),
        eq(runs.status, 'queued'),
        eq(runs.attempts, 0),
      ),
    )
    .limit(1)
    .get()
}
