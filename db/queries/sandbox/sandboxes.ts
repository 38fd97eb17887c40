import { and, desc, eq, like, not, notExists } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { sandboxes } from '../../schema/sandboxes.ts'
import { sessions } from '../../schema/sessions.ts'

export type Sandbox = typeof sandboxes.$inferSelect

/** The box of this key, or undefined. */
export function findSandbox(db: Db, key: string): Sandbox | undefined {
  return db.select().from(sandboxes).where(eq(sandboxes.key, key)).get()
}

/** All boxes that have files, the one that was used last first. */
export function listSandboxes(db: Db): Sandbox[] {
  return db.select().from(sandboxes).orderBy(desc(sandboxes.usedAt)).all()
}

/** Notes which volume holds the files of a box; the first word counts. Idempotent. Unix milliseconds. */
export function bindSandbox(db: Db, box: { key: string; volume: string; at: number }): Sandbox {
  const { key, volume, at } = box
  return db
    .insert(sandboxes)
    .values({ key, volume, createdAt: at, usedAt: at })
    .onConflictDoUpdate({ target: sandboxes.key, set: { usedAt: at } })
    .returning()
    .get()
}

/** Notes that a box was used. No error where there is none. */
export function touchSandbox(db: Db, key: string, at: number): void {
  db.update(sandboxes).set({ usedAt: at }).where(eq(sandboxes.key, key)).run()
}

/** Forgets the boxes of sessions that are gone; returns them. */
export function deleteOrphanedSandboxes(db: Db): Sandbox[] {
  const itsSession = db.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, sandboxes.key))
  return db
    .delete(sandboxes)
    .where(and(not(like(sandboxes.key, 'agent:%')), notExists(itsSession)))
    .returning()
    .all()
}
