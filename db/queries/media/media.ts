import { and, eq, getTableColumns, inArray, isNotNull, lt, sql } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { media, mediaUses } from '../../schema/media.ts'

export type Media = typeof media.$inferSelect
export type MediaUse = typeof mediaUses.$inferSelect

/** Adds a file whose bytes lie in the folder already. Throws where its id exists. */
export function createMedia(db: Db, row: Media): void {
  db.insert(media).values(row).run()
}

/** The file with this id, or undefined; also one that has expired and was not swept yet. */
export function findMedia(db: Db, mediaId: string): Media | undefined {
  return db.select().from(media).where(eq(media.id, mediaId)).get()
}

/**
 * Makes a file part of a conversation. Said again, it keeps what was known: taint and privacy only grow, and a
 * path stays. Idempotent.
 */
export function saveMediaUse(db: Db, use: MediaUse): void {
  db.insert(mediaUses)
    .values(use)
    .onConflictDoUpdate({
      target: [mediaUses.mediaId, mediaUses.sessionId],
      set: {
        tainted: sql`max(${mediaUses.tainted}, excluded.tainted)`,
        private: sql`max(${mediaUses.private}, excluded.private)`,
        path: sql`coalesce(${mediaUses.path}, excluded.path)`,
      },
    })
    .run()
}

/** The file as a part of this conversation, or undefined where it is none. */
export function findSessionMedia(
  db: Db,
  of: { mediaId: string; sessionId: string },
): (Media & Pick<MediaUse, 'tainted' | 'private' | 'path'>) | undefined {
  const { tainted, private: isPrivate, path } = mediaUses
  return db
    .select({ ...getTableColumns(media), tainted, private: isPrivate, path })
    .from(mediaUses)
    .innerJoin(media, eq(media.id, mediaUses.mediaId))
    .where(and(eq(mediaUses.mediaId, of.mediaId), eq(mediaUses.sessionId, of.sessionId)))
    .get()
}

/** The files of a conversation, with where copies of them were put. */
export function listSessionMedia(db: Db, sessionId: string): (Media & Pick<MediaUse, 'path'>)[] {
  return db
    .select({ ...getTableColumns(media), path: mediaUses.path })
    .from(mediaUses)
    .innerJoin(media, eq(media.id, mediaUses.mediaId))
    .where(eq(mediaUses.sessionId, sessionId))
    .all()
}

/** The files in the messages of a copied conversation are part of the copy, too. */
export function copyMediaUses(db: Db, copy: { from: string; to: string }): void {
  db.run(sql`
    insert or ignore into media_uses (media_id, session_id, tainted, private, path)
    select media_id, ${copy.to}, tainted, private, path from media_uses
    where session_id = ${copy.from} and exists (
      select 1 from messages where session_id = ${copy.to} and instr(parts, media_uses.media_id) > 0)`)
}

/** A message is about to go: the files that no other message of its conversation holds are no part of that any more. */
export function releaseMessageMedia(db: Db, messageId: string): void {
  db.run(sql`
    delete from media_uses
    where session_id = (select session_id from messages where id = ${messageId})
      and instr((select parts from messages where id = ${messageId}), media_id) > 0
      and not exists (
        select 1 from messages as other
        where other.session_id = media_uses.session_id and other.id <> ${messageId}
          and instr(other.parts, media_uses.media_id) > 0)`)
}

/** Whether the file that was copied there, in the workspace, holds words that the owner did not write. */
export function isTaintedMediaPath(db: Db, path: string): boolean {
  const found = and(eq(mediaUses.path, path), eq(mediaUses.tainted, true))
  return db.select({ id: mediaUses.mediaId }).from(mediaUses).where(found).get() !== undefined
}

/** Those of all such files. */
export function listTaintedMediaPaths(db: Db): string[] {
  const found = and(isNotNull(mediaUses.path), eq(mediaUses.tainted, true))
  return db
    .selectDistinct({ path: mediaUses.path })
    .from(mediaUses)
    .where(found)
    .all()
    .flatMap(({ path }) => path ?? [])
}

/** Whether any conversation has its copy of a file there, in the workspace. */
export function isMediaPath(db: Db, path: string): boolean {
  return (
    db.select({ id: mediaUses.mediaId }).from(mediaUses).where(eq(mediaUses.path, path)).get() !== undefined
  )
}

const isUnused = sql`not exists (select 1 from media_uses where media_uses.media_id = ${media.id})`

/** Of these files, forgets those that no conversation holds any more. Returns how many. */
export function deleteUnusedMedia(db: Db, mediaIds: readonly string[]): number {
  return db
    .delete(media)
    .where(and(inArray(media.id, [...mediaIds]), isUnused))
    .run().changes
}

/** Forgets what has expired at `now`, and what was made before `unusedBefore` and never used (Unix milliseconds). Returns how many. */
export function deleteExpiredMedia(db: Db, at: { now: number; unusedBefore: number }): number {
  const expired = db.delete(media).where(lt(media.expiresAt, at.now)).run().changes
  return (
    expired +
    db
      .delete(media)
      .where(and(lt(media.createdAt, at.unusedBefore), isUnused))
      .run().changes
  )
}

/** Whether a file with these bytes is known. */
export function isMediaHash(db: Db, hash: string): boolean {
  return db.select({ id: media.id }).from(media).where(eq(media.hash, hash)).limit(1).get() !== undefined
}

/** How much the files of one conversation take, in bytes. */
export function sumSessionMediaBytes(db: Db, sessionId: string): number {
  return listSessionMedia(db, sessionId).reduce((sum, { bytes }) => sum + bytes, 0)
}

/** How much all files take, each content counted once, in bytes. */
export function sumMediaBytes(db: Db): number {
  const contents = db
    .select({ bytes: sql`max(${media.bytes})`.as('bytes') })
    .from(media)
    .groupBy(media.hash)
  const sum = db.get<{ total: number | null }>(sql`select sum(bytes) as total from (${contents})`)
  return sum.total ?? 0
}
