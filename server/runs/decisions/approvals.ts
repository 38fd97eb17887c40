import type { Db } from '#db/client.ts'
import {
  deleteExecGrant,
  findAnswerTime,
  findApproval,
  findCallApproval,
  listExecGrants,
  listPendingApprovals,
  resolveApproval,
  saveExecGrant,
} from '#db/queries/approvals.ts'
import type { Approval, OwnerAnswer } from '#protocol/access/approvals.ts'
import { AppError } from '#protocol/errors.ts'
import type { Audit } from '../../auth/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Log } from '../../log.ts'
import type { ApprovalsFeature } from '../contract.ts'

export interface Approvals extends ApprovalsFeature {
  /** What a call of a run asked for, however it stands; undefined where it asked nothing. */
  findOfCall(runId: string, toolCallId: string): Approval | undefined
  /** When the owner answered it, in Unix milliseconds. */
  answeredAt(approval: Approval): number
  /** What the owner chose where the call was a question; null where it was none or is not answered. */
  findChoice(runId: string, toolCallId: string): string | null
  /**
   * Shows a stored, pending approval to the owner and waits until it is settled in whatever way. Whoever
   * awaited it before has lost the run and hears no more.
   */
  await(approval: Approval): Promise<Approval>
  /** Tells everybody that these, cancelled in a committed transaction, are off the table. */
  announceCancelled(approvals: readonly Approval[]): void
}

interface Outcome extends OwnerAnswer {
  readonly status: 'allowed' | 'denied' | 'expired'
  readonly by: string | null
}

/** The owner's answers to calls and questions. Unanswered ones end as a denial when their time is up. */
export function createApprovals(deps: {
  db: Db
  clock: Clock
  events: Events
  log: Log
  audit: Audit
  newId: () => string
  /** Whose session it is. */
  findAgent: (sessionId: string) => string
}): Approvals {
  const { db, clock, events, log, audit, newId } = deps
  const waiting = new Map<string, { settle: (approval: Approval) => void; cancelExpiry: () => void }>()

  function settle(pending: Approval, outcome: Outcome): Approval {
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

  function recordAnswer({ id, sessionId, tool, rule }: Approval, outcome: Outcome): void {
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
    const { id: approvalId, binding } = approval
    saveExecGrant(tx, {
      id: newId(),
      agent: deps.findAgent(approval.sessionId),
      argv,
      cwd,
      binding,
      approvalId,
      createdAt: at,
    })
  }

  function announce(approval: Approval): void {
    const waiter = waiting.get(approval.id)
    waiting.delete(approval.id)
    waiter?.cancelExpiry()
    const decision = approval.decision ?? 'deny'
    events.session(approval.sessionId, {
      type: 'approval-resolved',
      approvalId: approval.id,
      decision,
      ...(approval.choice === null ? {} : { choice: approval.choice }),
    })
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
    resolve(approvalId, answer, by) {
      if (!by.scopes.includes('approve')) {
        throw new AppError('forbidden', 'This credential may not answer approvals.')
      }
      const approval = findApproval(db, approvalId)
      if (!approval) throw new AppError('not_found', 'There is no such approval.')
      if (approval.status !== 'pending') return approval
      if (clock.now() >= approval.expiresAt) {
        return settle(approval, { status: 'expired', decision: 'deny', by: null })
      }
      checkOnOffer(approval, answer)
      const status = answer.decision === 'deny' ? 'denied' : 'allowed'
      return settle(approval, { ...answer, status, by: by.credentialId })
    },
    findOfCall: (runId, toolCallId) => findCallApproval(db, { runId, toolCallId }),
    listAlways: () => listExecGrants(db),
    revokeAlways(id, by) {
      return db.transaction(
        (tx) => {
          const grant = deleteExecGrant(tx, id)
          if (!grant) throw new AppError('not_found', 'There is no such permission (any more).')
          const detail = { grantId: id, agent: grant.agent, program: grant.argv[0] }
          audit({ action: 'approval.revoke', actor: by.credentialId, outcome: 'allowed', detail })
          return grant
        },
        { behavior: 'immediate' },
      )
    },
    answeredAt: ({ id, createdAt }) => findAnswerTime(db, id) ?? createdAt,
    findChoice: (runId, toolCallId) => findCallApproval(db, { runId, toolCallId })?.choice ?? null,
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

/** A question takes one of its choices or a refusal; a call a decision about it. */
function checkOnOffer({ kind, choices, canBeAlways }: Approval, { decision, choice }: OwnerAnswer): void {
  const isChoice = decision === 'answer' && choice !== undefined && choices.includes(choice)
  if (kind === 'question' && !isChoice && decision !== 'deny') {
    const named = choices.map((one) => JSON.stringify(one)).join(', ')
    throw new AppError(
      'bad_request',
      `This is a question: resolve it with decision "answer" and one of the choices ${named}.`,
    )
  }
  if (kind === 'tool' && (decision === 'answer' || choice !== undefined)) {
    throw new AppError('bad_request', 'This is a tool call: it can be allowed or denied, and has no choices.')
  }
  if (decision === 'always' && !canBeAlways) {
    throw new AppError('bad_request', 'This call can be allowed once or denied, but not for always.')
  }
}
