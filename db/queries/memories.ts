import { desc, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { memories } from '../schema/memories.ts'

export type Memory = typeof memories.$inferSelect

/** Keeps a fact. `tainted` says that its text, or what it was made from, was not written by the owner. */
export function createMemory(db: Db, memory: Memory): void {
  db.insert(memories).values(memory).run()
}

/**
 * The facts that hold most of the words, newest first among equals; without words the newest ones.
 * Case is ignored for ASCII letters.
 */
export function searchMemories(db: Db, words: readonly string[], limit: number): Memory[] {
  const score = words.reduce(
    (sum, word) => sql`${sum} + (instr(lower(${memories.text}), lower(${word})) > 0)`,
    sql`0`,
  )
  const order = [desc(memories.createdAt), desc(sql`rowid`)]
  const query = db.select().from(memories).$dynamic()
  return words.length === 0
    ? query
        .orderBy(...order)
        .limit(limit)
        .all()
    : query
        .where(sql`(${score}) > 0`)
        .orderBy(desc(sql`(${score})`), ...order)
        .limit(limit)
        .all()
}
