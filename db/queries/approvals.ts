import { and, asc, count, eq, inArray } from 'drizzle-orm'
import type { Approval, ApprovalDecision } from '#protocol/approvals.ts'
import type { ExecGrant } from '#protocol/policy.ts'
import type { Db } from '../client.ts'
import { approvals, execGrants } from '../schema/approvals.ts'

const asApproval = ({ resolvedBy: _by, resolvedAt: _at, ...row }: typeof approvals.$inferSelect): Approval =>
  row

/** Adds an approval that waits. Throws where this call of this run has asked before. */
export function createApproval(db: Db, approval: Approval): void {
  db.insert(approvals).values(approval).run()
}

/** The approval with this id, or undefined. */
export function findApproval(db: Db, approvalId: string): Approval | undefined {
  const row = db.select().from(approvals).where(eq(approvals.id, approvalId)).get()
  return row && asApproval(row)
}

/** The approval that one call of a run asked for, or undefined. */
export function findCallApproval(db: Db, call: { runId: string; toolCallId: string }): Approval | undefined {
  const asked = and(eq(approvals.runId, call.runId), eq(approvals.toolCallId, call.toolCallId))
  const row = db.select().from(approvals).where(asked).get()
  return row && asApproval(row)
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
  answer: {
    approvalId: string
    status: Exclude<Approval['status'], 'pending'>
    decision: ApprovalDecision | null
    by: string | null
    at: number
  },
): boolean {
  const changed = db
    .update(approvals)
    .set({
      status: answer.status,
      decision: answer.decision,
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

/** Keeps an "always" for this exact command line in this folder. Idempotent. */
export function createExecGrant(
  db: Db,
  grant: { id: string; argv: string[]; cwd: string; approvalId: string; createdAt: number },
): void {
  db.insert(execGrants).values(grant).onConflictDoNothing().run()
}

/** Every command line that the owner allowed for always. */
export function listExecGrants(db: Db): ExecGrant[] {
  return db.select({ argv: execGrants.argv, cwd: execGrants.cwd }).from(execGrants).all()
}
