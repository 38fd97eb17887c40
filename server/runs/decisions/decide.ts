import { isDeepStrictEqual } from 'node:util'
import type { RunStep } from '#db/queries/steps.ts'
import { APPROVAL_LIFETIME_MS, APPROVAL_USE_MS, type Approval } from '#protocol/access/approvals.ts'
import type { ToolTerms } from '#protocol/agent-rpc.ts'
import { AppError, describeIssues } from '#protocol/errors.ts'
import { canBeAlways } from '#protocol/policy.ts'
import { findTool, type ToolInput } from '#protocol/tools.ts'
import type { Audit } from '../../auth/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Journal, ToolCall } from '../journal.ts'
import { type LiveRun, type LiveRuns, metadataChunk } from '../live.ts'
import type { Approvals } from './approvals.ts'
import type { FoundAnswer, Policy } from './policy.ts'
import type { PrivatePaths } from './private-paths.ts'

interface Refusal {
  readonly rule: string
  readonly reason: string
}

type ToolDecision =
  | { decision: 'allow'; terms: ToolTerms }
  | { decision: 'deny'; rule: string; reason: string }

export type Decide = (run: LiveRun, call: ToolCall) => Promise<ToolDecision>

/** Rules under which an "always" has a meaning: only these look at the stored grants. */
const GRANTABLE_RULES: ReadonlySet<string> = new Set(['exec-ask'])
/** Rules under which a command runs bound to what was looked at. */
const BOUND_RULES: ReadonlySet<string> = new Set(['exec-grant'])

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
  findAgent: (sessionId: string) => string
}): Decide {
  const { clock, events, live, journal, approvals, policy, privatePaths } = deps
  const beginning = new Set<string>()

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

  function createQuestion(run: LiveRun, call: ToolCall, answer: FoundAnswer): Approval {
    const now = clock.now()
    return {
      id: deps.newId(),
      sessionId: run.sessionId,
      runId: run.runId,
      ...call,
      ...aboutQuestion(call),
      choice: null,
      binding: answer.binding ?? null,
      outside: answer.outside?.path ?? null,
      typesInto: answer.typesInto ?? null,
      rule: answer.rule,
      reason: answer.reason,
      canBeAlways: GRANTABLE_RULES.has(answer.rule) && isBindable(call, answer),
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
    question: { approval: Promise<Approval>; ask: () => Promise<FoundAnswer> },
  ): Promise<ToolDecision> {
    const approval = await question.approval
    requireHeld(run)
    const no = explainRefusal(approval)
    const now = no ? undefined : await question.ask()
    requireHeld(run)
    if (now && clock.now() - approvals.answeredAt(approval) > APPROVAL_USE_MS) {
      const again = createQuestion(run, call, now)
      const asked = askOwner(run, again, () => journal.askAgain(run, again))
      return settleQuestion(run, call, { approval: asked, ask: question.ask })
    }
    const change = now && (explainChange(now) ?? explainSwap(approval, now))
    const refusal = no ?? (change && forbid(run, call, change))
    if (refusal) deny(run, call, refusal)
    else start(run, call, approval.rule)
    publishStatus(run, run.waitingFor.size > 0 ? 'waiting' : 'running')
    return refusal ? { decision: 'deny', ...refusal } : { decision: 'allow', terms: termsOf(approval) }
  }

  function requireHeld(run: LiveRun): void {
    if (!live.holds(run)) throw new AppError('conflict', 'The run ended while it waited for an answer.')
  }

  /** A call of a step that broke off: what was decided holds, unless the policy forbids it by now. */
  async function reopen(
    run: LiveRun,
    call: ToolCall,
    earlier: { step: RunStep; ask: () => Promise<FoundAnswer> },
  ): Promise<ToolDecision> {
    const { step, ask } = earlier
    if (step.state === 'decided') {
      const approval = approvals.findOfCall(run.runId, call.toolCallId)
      if (!approval) throw new AppError('conflict', 'What this call asked for is gone.')
      const isPending = approval.status === 'pending'
      const settled = isPending ? askOwner(run, approval, () => journal.save(run)) : Promise.resolve(approval)
      return settleQuestion(run, call, { approval: settled, ask })
    }
    const answer = await ask()
    const refusal = explainChange(answer)
    if (!refusal) return { decision: 'allow', terms: answeredTerms(answer) }
    forbid(run, call, refusal)
    const { toolCallId } = call
    journal.end(run, { toolCallId, state: 'failed', output: `Denied: ${refusal.reason}`, durationMs: 0 })
    return { decision: 'deny', ...refusal }
  }

  /** While the machine is looked at, the same call may not be begun a second time. */
  async function askOnce(
    run: LiveRun,
    call: ToolCall,
    ask: () => Promise<FoundAnswer>,
  ): Promise<FoundAnswer> {
    const name = JSON.stringify([run.runId, call.toolCallId])
    if (beginning.has(name)) throw begunBefore(call.toolCallId)
    beginning.add(name)
    try {
      return await ask()
    } finally {
      beginning.delete(name)
    }
  }

  return async function decide(run, request) {
    const step = journal.findCall(run, request.toolCallId)
    if (step && !run.reopened.delete(request.toolCallId)) {
      throw begunBefore(request.toolCallId)
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
        placed: run.placed,
        tainted: run.tainted,
        private: run.message.metadata.private === true,
        local: run.local,
        agent: deps.findAgent(run.sessionId),
        sessionId: run.sessionId,
      })

    if (step) {
      if (step.tool !== call.tool || !isDeepStrictEqual(step.input, call.input)) {
        throw new AppError('conflict', `The tool call ${call.toolCallId} was begun with another input.`)
      }
      return reopen(run, call, { step, ask })
    }
    const answer = await askOnce(run, call, ask)
    if (answer.decision === 'deny') return deny(run, call, forbid(run, call, answer))
    if (answer.decision === 'allow') {
      start(run, call, answer.rule)
      return { decision: 'allow', terms: answeredTerms(answer) }
    }
    const question = createQuestion(run, call, answer)
    const approval = askOwner(run, question, () => journal.ask(run, call, question))
    return settleQuestion(run, call, { approval, ask })
  }
}

function aboutQuestion({ tool, input }: ToolCall): Pick<Approval, 'kind' | 'question' | 'choices'> {
  if (tool !== 'ask') return { kind: 'tool', question: null, choices: [] }
  const { question, choices } = input as ToolInput<'ask'>
  return { kind: 'question', question, choices: [...new Set(choices)] }
}

function explainRefusal(approval: Approval): Refusal | undefined {
  if (approval.status === 'allowed') return undefined
  if (approval.status === 'expired') {
    return { rule: 'approval-expired', reason: 'The owner did not answer within an hour.' }
  }
  if (approval.kind === 'question') {
    return { rule: 'owner-denied', reason: 'The owner does not want to choose. Go on without it, or stop.' }
  }
  return { rule: 'owner-denied', reason: 'The owner said no. Do not try it in another way.' }
}

const begunBefore = (toolCallId: string) =>
  new AppError('conflict', `The tool call ${toolCallId} was begun before.`)

/** "Always" is for programs that only look, found and hashed at the time of the question. */
const isBindable = ({ tool, input }: ToolCall, { binding }: FoundAnswer) =>
  binding !== null && binding !== undefined && canBeAlways(tool, input)

/** The owner's yes is for this very program, folder, environment and place, not for their names. */
function explainSwap(approval: Approval, now: FoundAnswer): Refusal | undefined {
  const same =
    isDeepStrictEqual(approval.binding, now.binding ?? null) &&
    approval.outside === (now.outside?.path ?? null)
  if (same) return undefined
  return {
    rule: 'approval-outdated',
    reason:
      'The program, its folder, a file that it names or the place changed after the question was asked, so the answer does not hold. Ask again if it is still wanted.',
  }
}

function termsOf({ binding, outside }: Approval): ToolTerms {
  return { ...(binding ? { binding } : {}), ...(outside === null ? {} : { outside }) }
}

function answeredTerms({ rule, binding }: FoundAnswer): ToolTerms {
  if (rule === 'exec-looks') return { confined: true }
  return binding && BOUND_RULES.has(rule) ? { binding } : {}
}

/** The owner's yes does not outlive a configuration that forbids the call by now. */
function explainChange({ decision, rule, reason }: FoundAnswer): Refusal | undefined {
  return decision === 'deny' ? { rule, reason } : undefined
}
