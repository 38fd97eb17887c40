import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { memories } from '../schema/memories.ts'
import { messages } from '../schema/messages.ts'

/**
 * Takes the mark "for models on this machine only" from everything of a session: its messages and the
 * memories that were made in it. Returns how many there were. Idempotent; call inside a transaction.
 */
export function liftSessionPrivacy(db: Db, sessionId: string): { messages: number; memories: number } {
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
  return { messages: lifted.changes, memories: forgotten.changes }
}
