import { eq } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { previews } from '../../schema/inbox.ts'

/** Notes which message shows an answer in the making. The first one stays: idempotent. */
export function createPreview(db: Db, preview: typeof previews.$inferSelect): void {
  db.insert(previews).values(preview).onConflictDoNothing().run()
}

/** The platform's id of the message that shows a run's answer in the making, or undefined. */
export function findPreview(db: Db, runId: string): string | undefined {
  return db.select().from(previews).where(eq(previews.runId, runId)).get()?.messageId
}
