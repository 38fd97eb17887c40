import { count, gte, sum } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { modelCalls } from '../schema/runs.ts'

/** Adds one model call to the ledger. Tokens as the vendor counted them. */
export function createModelCall(db: Db, call: Omit<typeof modelCalls.$inferInsert, 'id'>): void {
  db.insert(modelCalls).values(call).run()
}

/** Calls and tokens since `since` (Unix milliseconds), or of all time where it is 0. */
export function sumUsage(
  db: Db,
  since: number,
): { calls: number; inputTokens: number; outputTokens: number } {
  const row = db
    .select({
      calls: count(),
      inputTokens: sum(modelCalls.inputTokens).mapWith(Number),
      outputTokens: sum(modelCalls.outputTokens).mapWith(Number),
    })
    .from(modelCalls)
    .where(gte(modelCalls.at, since))
    .get()
  return { calls: row?.calls ?? 0, inputTokens: row?.inputTokens ?? 0, outputTokens: row?.outputTokens ?? 0 }
}
