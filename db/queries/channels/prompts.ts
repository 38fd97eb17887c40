import { and, eq, inArray, isNull, lt, ne, sql } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { approvals, presses, prompts } from '../../schema/approvals.ts'

export type Prompt = typeof prompts.$inferSelect
export type Press = typeof presses.$inferSelect

/** Notes that an approval was put to somebody in a chat; false where it was before: idempotent. */
export function createPrompt(db: Db, prompt: Omit<Prompt, 'closedAt'>): boolean {
  return db.insert(prompts).values(prompt).onConflictDoNothing().run().changes > 0
}

/** Where an approval was put to the owner, or undefined. */
export function findPrompt(db: Db, approvalId: string): Prompt | undefined {
  return db.select().from(prompts).where(eq(prompts.approvalId, approvalId)).get()
}

/** The chat knows how it ended; false where it did before: idempotent. `at` in Unix milliseconds. */
export function closePrompt(db: Db, approvalId: string, at: number): boolean {
  const open = and(eq(prompts.approvalId, approvalId), isNull(prompts.closedAt))
  return db.update(prompts).set({ closedAt: at }).where(open).run().changes > 0
}

/** Approvals that are settled, and whose chat was not told so. */
export function listStalePrompts(db: Db): string[] {
  return db
    .select({ approvalId: prompts.approvalId })
    .from(prompts)
    .innerJoin(approvals, eq(approvals.id, prompts.approvalId))
    .where(and(isNull(prompts.closedAt), ne(approvals.status, 'pending')))
    .orderBy(sql`prompts.rowid`)
    .all()
    .map(({ approvalId }) => approvalId)
}

/** Stores a press with what became of it; false where this very press was stored before: idempotent. */
export function createPress(db: Db, press: Press): boolean {
  return db.insert(presses).values(press).onConflictDoNothing().run().changes > 0
}

/** Forgets presses from before `before` (Unix milliseconds). Returns how many. */
export function deletePresses(db: Db, before: number, limit: number): number {
  const due = db
    .select({ position: sql`rowid` })
    .from(presses)
    .where(lt(presses.receivedAt, before))
    .limit(limit)
  return db.delete(presses).where(inArray(sql`rowid`, due)).run().changes
}
