import { desc } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { auditEntries } from '../schema/credentials.ts'

export type AuditRow = typeof auditEntries.$inferSelect

/** Adds one line to the audit log. There is no query that changes or deletes one. */
export function createAuditEntry(
  db: Db,
  row: { at: number; actor: string; action: string; detail: Record<string, unknown> },
): void {
  db.insert(auditEntries).values(row).run()
}

/** The newest lines first. */
export function listAuditEntries(db: Db, limit: number): AuditRow[] {
  return db.select().from(auditEntries).orderBy(desc(auditEntries.id)).limit(limit).all()
}
