import { and, desc, eq, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { memories } from '../schema/memories.ts'

export type Memory = typeof memories.$inferSelect

/**
 * Keeps a fact. `tainted` says that its text, or what it was made from, was not written by the owner;
 * `private` that it is for models on this machine only.
 */
export function createMemory(db: Db, memory: Omit<Memory, 'private'> & { private?: boolean }): void {
  db.insert(memories).values(memory).run()
}

/**
 * The facts that hold most of the words, newest first among equals; without words the newest ones.
 * Private ones only where `withPrivate` says so. Case is ignored for ASCII letters.
 */
export function searchMemories(
  db: Db,
  words: readonly string[],
  { limit, withPrivate = false }: { limit: number; withPrivate?: boolean },
): Memory[] {
  const readable = withPrivate ? undefined : eq(memories.private, false)
  const score = words.reduce(
    (sum, word) => sql`${sum} + (instr(lower(${memories.text}), lower(${word})) > 0)`,
    sql`0`,
  )
  const order = [desc(memories.createdAt), desc(sql`rowid`)]
  const query = db.select().from(memories).$dynamic()
  return words.length === 0
    ? query
        .where(readable)
        .orderBy(...order)
        .limit(limit)
        .all()
    : query
        .where(and(readable, sql`(${score}) > 0`))
        .orderBy(desc(sql`(${score})`), ...order)
        .limit(limit)
        .all()
}
