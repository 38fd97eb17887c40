import { eq } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { failureCounts } from '../../schema/access/credentials.ts'

/** When secrets of this kind were wrong, in Unix milliseconds, oldest first. */
export function listFailures(db: Db, kind: string): number[] {
  return db.select().from(failureCounts).where(eq(failureCounts.kind, kind)).get()?.times ?? []
}

/** Keeps these times and forgets the ones before. Idempotent. */
export function saveFailures(db: Db, kind: string, times: readonly number[]): void {
  const values = { kind, times: [...times] }
  db.insert(failureCounts)
    .values(values)
    .onConflictDoUpdate({ target: failureCounts.kind, set: { times: values.times } })
    .run()
}
