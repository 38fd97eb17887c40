import type { Db } from '#db/client.ts'
import {
  createExecGrant,
  findApproval,
  findCallApproval,
  listPendingApprovals,
  resolveApproval,
} from '#db/queries/approvals.ts'
import type { Principal } from '#protocol/access/principal.ts'
import type { Approval, ApprovalDecision } from '#protocol/approvals.ts'
import { AppError } from '#protocol/errors.ts'
import type { Audit } from '../../auth/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Log } from '../../log.ts'
import type { ApprovalsFeature } from '../../trpc/features.ts'

export interface Approvals extends ApprovalsFeature {
  /** What a call of a run asked for, however it stands; undefined where it asked nothing. */
  findOfCall(runId: string, toolCallId: string): Approval | undefined
  /**
   * Shows a stored, pending approval to the owner and waits until it is settled in whatever way. Whoever
   * awaited it before has lost the run and hears no more.
   */
  await(approval: Approval): Promise<Approval>
  /** Tells everybody that these, cancelled in a committed transaction, are off the table. */
  announceCancelled(approvals: readonly Approval[]): void
}

/** The owner's answers to tool calls that ask. Unanswered ones end as a denial when their time is up. */
export function createApprovals(deps: {
  db: Db
  clock: Clock
  events: Events
  log: Log
  audit: Audit
  newId: () => string
}): Approvals {
  const { db, clock, events, log, audit, newId } = deps
  const waiting = new Map<string, { settle: (approval: Approval) => void; cancelExpiry: () => void }>()

  function settle(
    pending: Approval,
    outcome: { status: 'allowed' | 'denied' | 'expired'; decision: ApprovalDecision; by: string | null },
  ): Approval {
    const at = clock.now()
    const settled = db.transaction(
      (tx) => {
        const first = resolveApproval(tx, { approvalId: pending.id, ...outcome, at })
        if (first && outcome.decision === 'always') grantAlways(tx, pending, at)
        if (first) recordAnswer(pending, outcome)
        return { first, approval: findApproval(tx, pending.id) ?? pending }
      },
      { behavior: 'immediate' },
    )
    if (settled.first) announce(settled.approval)
    return settled.approval
  }

  function recordAnswer(
    { id, sessionId, tool, rule }: Approval,
    outcome: { status: 'allowed' | 'denied' | 'expired'; decision: ApprovalDecision; by: string | null },
  ): void {
    const { status, decision, by } = outcome
    audit({
      action: 'approval',
      actor: by ?? 'gateway',
      outcome: status === 'allowed' ? 'allowed' : 'denied',
      rule,
      detail: { approvalId: id, sessionId, tool, decision, ...(by === null ? { expired: true } : {}) },
    })
  }

  function grantAlways(tx: Db, approval: Approval, at: number): void {
    const { argv, cwd = '.' } = approval.input as { argv: string[]; cwd?: string }
    createExecGrant(tx, { id: newId(), argv, cwd, approvalId: approval.id, createdAt: at })
  }

  function announce(approval: Approval): void {
    const waiter = waiting.get(approval.id)
    waiting.delete(approval.id)
    waiter?.cancelExpiry()
    const decision = approval.decision ?? 'deny'
    events.session(approval.sessionId, { type: 'approval-resolved', approvalId: approval.id, decision })
    publishChange(approval)
    waiter?.settle(approval)
  }

  function publishChange({ id, sessionId }: Approval): void {
    events.system({ type: 'approval-change', approvalId: id, sessionId })
  }

  function expire(approval: Approval): void {
    try {
      settle(approval, { status: 'expired', decision: 'deny', by: null })
    } catch (error) {
      log.error('An approval could not be marked as expired; it counts as denied.', { error })
      announce({ ...approval, status: 'expired', decision: 'deny' })
    }
  }

  return {
    listPending: () => listPendingApprovals(db),
    resolve(approvalId: string, decision: ApprovalDecision, by: Principal) {
      if (!by.scopes.includes('approve')) {
        throw new AppError('forbidden', 'This credential may not answer approvals.')
      }
      const approval = findApproval(db, approvalId)
      if (!approval) throw new AppError('not_found', 'There is no such approval.')
      if (approval.status !== 'pending') return approval
      if (clock.now() >= approval.expiresAt) {
        return settle(approval, { status: 'expired', decision: 'deny', by: null })
      }
      if (decision === 'always' && !approval.canBeAlways) {
        throw new AppError('bad_request', 'This call can be allowed once or denied, but not for always.')
      }
      const status = decision === 'deny' ? 'denied' : 'allowed'
      return settle(approval, { status, decision, by: by.credentialId })
    },
    findOfCall: (runId, toolCallId) => findCallApproval(db, { runId, toolCallId }),
    await(approval) {
      waiting.get(approval.id)?.cancelExpiry()
      return new Promise((resolve) => {
        const cancelExpiry = clock.after(approval.expiresAt - clock.now(), () => expire(approval))
        waiting.set(approval.id, { settle: resolve, cancelExpiry })
        events.session(approval.sessionId, { type: 'approval-request', approval })
        publishChange(approval)
      })
    },
    announceCancelled: (approvals) => approvals.forEach(announce),
  }
}
