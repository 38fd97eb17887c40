import { and, asc, count, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { AlwaysGrant, Approval, OwnerAnswer } from '#protocol/access/approvals.ts'
import type { Db } from '../client.ts'
import { approvals, execGrants } from '../schema/approvals.ts'

const asApproval = ({ resolvedBy: _by, resolvedAt: _at, ...row }: typeof approvals.$inferSelect): Approval =>
  row

/** Adds an approval that waits. */
export function createApproval(db: Db, approval: Approval): void {
  db.insert(approvals).values(approval).run()
}

/** The approval with this id, or undefined. */
export function findApproval(db: Db, approvalId: string): Approval | undefined {
  const row = db.select().from(approvals).where(eq(approvals.id, approvalId)).get()
  return row && asApproval(row)
}

/** The newest approval that one call of a run asked for, or undefined. */
export function findCallApproval(db: Db, call: { runId: string; toolCallId: string }): Approval | undefined {
  const asked = and(eq(approvals.runId, call.runId), eq(approvals.toolCallId, call.toolCallId))
  const newest = [desc(approvals.createdAt), desc(sql`${approvals}.rowid`)]
  const row = db
    .select()
    .from(approvals)
    .where(asked)
    .orderBy(...newest)
    .get()
  return row && asApproval(row)
}

/** When the owner answered, in Unix milliseconds; undefined while it waits. */
export function findAnswerTime(db: Db, approvalId: string): number | undefined {
  const row = db
    .select({ at: approvals.resolvedAt })
    .from(approvals)
    .where(eq(approvals.id, approvalId))
    .get()
  return row?.at ?? undefined
}

/** What these runs asked the owner, however it was settled, oldest first. */
export function listRunApprovals(db: Db, runIds: readonly string[]): Approval[] {
  if (runIds.length === 0) return []
  const rows = db
    .select()
    .from(approvals)
    .where(inArray(approvals.runId, [...runIds]))
    .orderBy(asc(approvals.createdAt))
    .all()
  return rows.map(asApproval)
}

/** Every approval that waits for the owner, oldest first. */
export function listPendingApprovals(db: Db): Approval[] {
  const rows = db
    .select()
    .from(approvals)
    .where(eq(approvals.status, 'pending'))
    .orderBy(asc(approvals.createdAt))
    .all()
  return rows.map(asApproval)
}

/** How many approvals wait for the owner. */
export function countPendingApprovals(db: Db): number {
  const row = db.select({ total: count() }).from(approvals).where(eq(approvals.status, 'pending')).get()
  return row?.total ?? 0
}

/** Settles a pending approval; false where it was settled before: the first answer stands. */
export function resolveApproval(
  db: Db,
  answer: Partial<OwnerAnswer> & {
    approvalId: string
    status: Exclude<Approval['status'], 'pending'>
    by: string | null
    at: number
  },
): boolean {
  const changed = db
    .update(approvals)
    .set({
      status: answer.status,
      decision: answer.decision ?? null,
      choice: answer.choice ?? null,
      resolvedBy: answer.by,
      resolvedAt: answer.at,
    })
    .where(and(eq(approvals.id, answer.approvalId), eq(approvals.status, 'pending')))
    .run()
  return changed.changes > 0
}

/** Cancels what a run still asks, because the run is over. Returns the cancelled ones. Idempotent. */
export function cancelApprovals(db: Db, runId: string, at: number): Approval[] {
  const rows = db
    .update(approvals)
    .set({ status: 'cancelled', resolvedAt: at })
    .where(and(eq(approvals.runId, runId), eq(approvals.status, 'pending')))
    .returning()
    .all()
  return rows.map(asApproval)
}

/** Keeps an "always". The same words in the same folder again: the newest program counts. */
export function saveExecGrant(db: Db, grant: AlwaysGrant & { approvalId: string }): void {
  const { id, binding, approvalId, createdAt } = grant
  db.insert(execGrants)
    .values(grant)
    .onConflictDoUpdate({
      target: [execGrants.agent, execGrants.argv, execGrants.cwd],
      set: { id, binding, approvalId, createdAt },
    })
    .run()
}

/** Every "always" of the owner, oldest first. */
export function listExecGrants(db: Db): AlwaysGrant[] {
  const { approvalId: _, ...columns } = getTableColumns(execGrants)
  return db.select(columns).from(execGrants).orderBy(asc(execGrants.createdAt)).all()
}

/** Takes an "always" back and returns it; undefined where there is none by this id. */
export function deleteExecGrant(db: Db, id: string): AlwaysGrant | undefined {
  const { approvalId: _, ...columns } = getTableColumns(execGrants)
  return db.delete(execGrants).where(eq(execGrants.id, id)).returning(columns).get()
}
