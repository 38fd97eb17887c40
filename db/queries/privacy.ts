import { and, desc, eq, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { mediaUses } from '../schema/media.ts'
import { memories } from '../schema/memories.ts'
import { messages } from '../schema/messages.ts'
import { privatePaths } from '../schema/runs.ts'

/**
 * Takes the mark "for models on this machine only" from everything of a session: its messages, the
 * memories that were made in it and the files that were written in it. Returns how many there were. Idempotent; call inside a transaction.
 */
export function liftSessionPrivacy(
  db: Db,
  sessionId: string,
): { messages: number; memories: number; files: number } {
  const marked = sql`json_extract(${messages.metadata}, '$.private') = 1`
  const lifted = db
    .update(messages)
    .set({ metadata: sql`json_remove(${messages.metadata}, '$.private')` })
    .where(and(eq(messages.sessionId, sessionId), marked))
    .run()
  const forgotten = db
    .update(memories)
    .set({ private: false })
    .where(and(eq(memories.sessionId, sessionId), eq(memories.private, true)))
    .run()
  db.update(mediaUses).set({ private: false }).where(eq(mediaUses.sessionId, sessionId)).run()
  const freed = db.delete(privatePaths).where(eq(privatePaths.sessionId, sessionId)).run()
  return { messages: lifted.changes, memories: forgotten.changes, files: freed.changes }
}

/** Marks a file of the workspace, by its path below it, as written in private. Idempotent: the first session keeps it. */
export function savePrivatePath(db: Db, row: { path: string; sessionId: string; createdAt: number }): void {
  db.insert(privatePaths).values(row).onConflictDoNothing().run()
}

/** Whether a file of the workspace was written in private. */
export function isPrivatePath(db: Db, path: string): boolean {
  return db.select().from(privatePaths).where(eq(privatePaths.path, path)).get() !== undefined
}

/** Paths of all files that were written in private, newest first. */
export function listPrivatePaths(db: Db): string[] {
  const rows = db.select({ path: privatePaths.path }).from(privatePaths)
  return rows
    .orderBy(desc(privatePaths.createdAt))
    .all()
    .map(({ path }) => path)
}

/** Takes the mark from one file. Idempotent. */
export function deletePrivatePath(db: Db, path: string): void {
  db.delete(privatePaths).where(eq(privatePaths.path, path)).run()
}
