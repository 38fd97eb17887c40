import { sql } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { stateFacts } from '../../schema/search.ts'

/** Marks a database as a copy of an earlier state, or as settled. In the file's header, whatever its schema. */
export function markRestored(db: Db, restored: boolean): void {
  db.run(sql.raw(`pragma user_version = ${restored ? 1 : 0}`))
}

/** Whether this database is a copy that no gateway has worked with yet. */
export function isRestored(db: Db): boolean {
  return db.get<{ user_version: number }>(sql`pragma user_version`).user_version === 1
}

/** Notes the time of a write that was made to see whether the disk takes one. Throws as any write does. */
export function saveWriteTime(db: Db, at: number): void {
  const value = String(at)
  db.insert(stateFacts)
    .values({ name: 'written_at', value })
    .onConflictDoUpdate({ target: stateFacts.name, set: { value } })
    .run()
}
