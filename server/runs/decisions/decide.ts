import { APPROVAL_LIFETIME_MS, type Approval } from '#protocol/approvals.ts'
import { AppError, describeIssues } from '#protocol/errors.ts'
import { canBeAlways, type PolicyAnswer } from '#protocol/policy.ts'
import { findTool } from '#protocol/tools.ts'
import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Journal, ToolCall } from '../journal.ts'
import { type LiveRun, type LiveRuns, metadataChunk } from '../live.ts'
import type { Approvals } from './approvals.ts'
import type { Policy } from './policy.ts'

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
  newId: () => string
}): Decide {
  const { clock, events, live, journal, approvals, policy } = deps

  function deny(run: LiveRun, call: ToolCall, refusal: Refusal): ToolDecision {
    journal.deny(run, call, refusal.rule)
    return { decision: 'deny', rule: refusal.rule, reason: refusal.reason }
  }

  async function askOwner(run: LiveRun, call: ToolCall, answer: PolicyAnswer): Promise<Approval> {
    const now = clock.now()
    const approval: Approval = {
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
    run.waitingFor.add(approval.id)
    try {
      journal.ask(run, call, approval)
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

  return async function decide(run, request) {
    if (journal.findCall(run, request.toolCallId)) {
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
      })

    const answer = ask()
    if (answer.decision === 'deny') return deny(run, call, answer)
    if (answer.decision === 'ask') {
      const approval = await askOwner(run, call, answer)
      if (!live.holds(run)) throw new AppError('conflict', 'The run ended while it waited for an answer.')
      const refusal = explainRefusal(approval) ?? explainChange(ask())
      if (refusal) {
        const decision = deny(run, call, refusal)
        journal.save(run)
        publishStatus(run, run.waitingFor.size > 0 ? 'waiting' : 'running')
        return decision
      }
    }
    journal.start(run, call, answer.rule)
    if (answer.decision === 'ask') publishStatus(run, run.waitingFor.size > 0 ? 'waiting' : 'running')
    return { decision: 'allow' }
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
function explainChange(answer: PolicyAnswer): Refusal | undefined {
  return answer.decision === 'deny' ? answer : undefined
}
