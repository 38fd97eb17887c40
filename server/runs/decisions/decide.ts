import { isDeepStrictEqual } from 'node:util'
import type { RunStep } from '#db/queries/steps.ts'
import { APPROVAL_LIFETIME_MS, type Approval } from '#protocol/approvals.ts'
import { AppError, describeIssues } from '#protocol/errors.ts'
import { canBeAlways, type PolicyAnswer } from '#protocol/policy.ts'
import { findTool } from '#protocol/tools.ts'
import type { Audit } from '../../auth/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Journal, ToolCall } from '../journal.ts'
import { type LiveRun, type LiveRuns, metadataChunk } from '../live.ts'
import type { Approvals } from './approvals.ts'
import type { Policy } from './policy.ts'
import type { PrivatePaths } from './private-paths.ts'

interface Refusal {
  readonly rule: string
  readonly reason: string
}

type ToolDecision = { decision: 'allow' } | { decision: 'deny'; rule: string; reason: string }

export type Decide = (run: LiveRun, call: ToolCall) => Promise<ToolDecision>

/** Rules under which an "always" has a meaning: only these look at the stored grants. */
const GRANTABLE_RULES: ReadonlySet<string> = new Set(['exec-ask'])

/**
 * No effect before a decision: answers "allow" only after the policy (and, where it asks, the owner)
 * said so and the journal has committed the call as started.
 */
export function createDecide(deps: {
  clock: Clock
  events: Events
  live: LiveRuns
  journal: Journal
  approvals: Approvals
  policy: Policy
  privatePaths: PrivatePaths
  audit: Audit
  newId: () => string
}): Decide {
  const { clock, events, live, journal, approvals, policy, privatePaths } = deps

  function deny(run: LiveRun, call: ToolCall, refusal: Refusal): ToolDecision {
    journal.deny(run, call, refusal.rule)
    return { decision: 'deny', rule: refusal.rule, reason: refusal.reason }
  }

  /** A refusal of the policy, not of the owner: his answer is written down where he gives it. */
  function forbid(run: LiveRun, call: ToolCall, refusal: Refusal): Refusal {
    const { sessionId, runId } = run
    const detail = { sessionId, runId, tool: call.tool }
    deps.audit({ action: 'tool', actor: 'gateway', outcome: 'denied', rule: refusal.rule, detail })
    return refusal
  }

  /** What the call reads or writes in private is known as private before it does. */
  function start(run: LiveRun, call: ToolCall, rule: string): void {
    privatePaths.beforeCall(run, call)
    journal.start(run, call, rule)
  }

  function createQuestion(run: LiveRun, call: ToolCall, answer: PolicyAnswer): Approval {
    const now = clock.now()
    return {
      id: deps.newId(),
      sessionId: run.sessionId,
      runId: run.runId,
      ...call,
      rule: answer.rule,
      reason: answer.reason,
      canBeAlways: GRANTABLE_RULES.has(answer.rule) && canBeAlways(call.tool, call.input),
      createdAt: now,
      expiresAt: now + APPROVAL_LIFETIME_MS,
      status: 'pending',
      decision: null,
    }
  }

  /** Waits for the owner; `store` puts into the journal that the run waits. */
  async function askOwner(run: LiveRun, approval: Approval, store: () => void): Promise<Approval> {
    run.waitingFor.add(approval.id)
    try {
      store()
      run.deadline.pause()
      const settled = approvals.await(approval)
      publishWaiting(run)
      return await settled
    } finally {
      run.waitingFor.delete(approval.id)
      if (run.waitingFor.size === 0) run.deadline.resume()
    }
  }

  function publishWaiting(run: LiveRun): void {
    const { runId, sessionId } = run
    publishStatus(run, 'waiting')
    events.session(sessionId, { type: 'run-wait', runId, approvalIds: [...run.waitingFor] })
  }

  function publishStatus(run: LiveRun, status: 'waiting' | 'running'): void {
    const { runId, sessionId } = run
    events.session(sessionId, { type: 'chunk', runId, chunk: metadataChunk(run) })
    events.system({ type: 'run-change', runId, sessionId, status })
  }

  /** The call waited for the owner: what he said, or says now, counts. */
  async function settleQuestion(
    run: LiveRun,
    call: ToolCall,
    question: { approval: Promise<Approval>; rule: string; ask: () => PolicyAnswer },
  ): Promise<ToolDecision> {
    const approval = await question.approval
    if (!live.holds(run)) throw new AppError('conflict', 'The run ended while it waited for an answer.')
    const change = explainRefusal(approval) ? undefined : explainChange(question.ask())
    const refusal = explainRefusal(approval) ?? (change && forbid(run, call, change))
    if (refusal) deny(run, call, refusal)
    else start(run, call, question.rule)
    publishStatus(run, run.waitingFor.size > 0 ? 'waiting' : 'running')
    return refusal ? { decision: 'deny', ...refusal } : { decision: 'allow' }
  }

  /** A call of a step that broke off: what was decided holds, unless the policy forbids it by now. */
  async function reopen(
    run: LiveRun,
    call: ToolCall,
    earlier: { step: RunStep; ask: () => PolicyAnswer },
  ): Promise<ToolDecision> {
    const { step, ask } = earlier
    if (step.state === 'decided') {
      const approval = approvals.findOfCall(run.runId, call.toolCallId)
      if (!approval) throw new AppError('conflict', 'What this call asked for is gone.')
      const isPending = approval.status === 'pending'
      const settled = isPending ? askOwner(run, approval, () => journal.save(run)) : Promise.resolve(approval)
      return settleQuestion(run, call, { approval: settled, rule: approval.rule, ask })
    }
    const refusal = explainChange(ask())
    if (!refusal) return { decision: 'allow' }
    forbid(run, call, refusal)
    const { toolCallId } = call
    journal.end(run, { toolCallId, state: 'failed', output: `Denied: ${refusal.reason}`, durationMs: 0 })
    return { decision: 'deny', ...refusal }
  }

  return async function decide(run, request) {
    const step = journal.findCall(run, request.toolCallId)
    if (step && !run.reopened.delete(request.toolCallId)) {
      throw new AppError('conflict', `The tool call ${request.toolCallId} was begun before.`)
    }
    const input = findTool(request.tool)?.input.safeParse(request.input)
    if (input?.success === false) {
      return deny(run, request, {
        rule: 'bad-input',
        reason: `${request.tool}: ${describeIssues(input.error)}`,
      })
    }
    const call: ToolCall = { ...request, input: input?.data ?? request.input }
    const ask = () =>
      policy.answer({
        tool: call.tool,
        input: call.input,
        trusted: run.trusted,
        tainted: run.tainted,
        private: run.message.metadata.private === true,
        local: run.local,
      })

    if (step) {
      if (step.tool !== call.tool || !isDeepStrictEqual(step.input, call.input)) {
        throw new AppError('conflict', `The tool call ${call.toolCallId} was begun with another input.`)
      }
      return reopen(run, call, { step, ask })
    }
    const answer = ask()
    if (answer.decision === 'deny') return deny(run, call, forbid(run, call, answer))
    if (answer.decision === 'allow') {
      start(run, call, answer.rule)
      return { decision: 'allow' }
    }
    const question = createQuestion(run, call, answer)
    const approval = askOwner(run, question, () => journal.ask(run, call, question))
    return settleQuestion(run, call, { approval, rule: answer.rule, ask })
  }
}

function explainRefusal(approval: Approval): Refusal | undefined {
  if (approval.status === 'allowed') return undefined
  if (approval.status === 'expired') {
    return { rule: 'approval-expired', reason: 'The owner did not answer within an hour.' }
  }
  return { rule: 'owner-denied', reason: 'The owner said no. Do not try it in another way.' }
}

/** The owner's yes does not outlive a configuration that forbids the call by now. */
function explainChange({ decision, rule, reason }: PolicyAnswer): Refusal | undefined {
  return decision === 'deny' ? { rule, reason } : undefined
}
