import type { Db } from '#db/client.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { beginRun } from '#db/queries/runs/held.ts'
import { listMergedRuns, type Run } from '#db/queries/runs.ts'
import { listSteps } from '#db/queries/steps.ts'
import type { RunStart } from '#protocol/agent-rpc.ts'
import type { ChatMessage, ModelChoice } from '#protocol/messages.ts'
import type { Agent } from '../../agents/pool.ts'
import type { Clock, Failpoint } from '../../clock.ts'
import { startDeadline } from '../deadline.ts'
import { joinCollected } from '../join.ts'
import type { Leases } from '../leases.ts'
import { emptyAnswer, type LiveRun, type LiveRuns } from '../live.ts'
import { type InheritedPrivacy, inheritPrivacy } from '../privacy.ts'
import { planContinuation } from '../recovery/resume.ts'

export interface Begun {
  readonly run: LiveRun
  /** Messages that are answered together with the run's own, oldest first. */
  readonly together: ChatMessage[]
  readonly resume: RunStart['resume']
}

/** The hand-over of a queued run, from its first step or from where it broke off. */
export type Begin = (
  queued: Run,
  to: {
    agent: Agent
    inherited: InheritedPrivacy & {
      session: { readonly trusted: boolean }
      tainted: boolean
      modelBy: ModelChoice | undefined
    }
    /** Sets the agent to work. */
    handOver: (begun: Begun) => void
  },
) => Begun | undefined

export interface BeginDeps {
  readonly db: Db
  readonly clock: Clock
  readonly live: LiveRuns
  readonly leases: Leases
  readonly deadlineMs: number
  readonly failpoint: Failpoint
  readonly onExpiry: (run: LiveRun) => void
}

/**
 * Begins a run in one transaction: it is this gateway's, its answer is stored, and collected messages
 * are part of it. Undefined where somebody else has it or it has ended. The agent asks its model while the
 * disk writes: nothing that it says is heard before the commit, and no tool begins without being heard.
 */
export function createBegin(deps: BeginDeps): Begin {
  const { clock, live, leases } = deps

  return function begin(queued, { agent, inherited, handOver }) {
    const { session, tainted, modelBy } = inherited
    const now = clock.now()
    const over = Promise.withResolvers<void>()

    function take(tx: Db): Begun | undefined {
      const row = beginRun(tx, { runId: queued.id, at: now, lease: leases.grant() })
      if (!row) return undefined
      const { message, resume } = findAnswer(tx, row, now)
      const start = { runId: row.id, sessionId: row.sessionId, message }
      if (row.mode === 'collect' && row.attempts === 1) joinCollected(tx, start)
      const together = listTogether(tx, row, message)
      message.metadata.status = 'streaming'
      inheritPrivacy(message, inherited)
      if (modelBy) message.metadata.modelBy = modelBy
      if (tainted || together.some((joined) => joined.metadata?.tainted)) message.metadata.tainted = true
      saveMessage(tx, row.sessionId, message)
      const deadline = startDeadline({
        clock,
        ms: deps.deadlineMs,
        spentMs: row.spentMs,
        onExpiry: () => deps.onExpiry(run),
      })
      const run: LiveRun = {
        runId: row.id,
        sessionId: row.sessionId,
        userMessageId: row.userMessageId,
        epoch: row.epoch,
        agent,
        trusted: session.trusted,
        tainted: message.metadata.tainted === true,
        local: inherited.local,
        message: { ...message, id: queued.messageId },
        deadline,
        get spentMs() {
          return deadline.spent()
        },
        waitingFor: new Set(),
        reopened: new Set(resume?.open),
        answers: new Map(),
        over: over.promise,
        leave() {
          live.remove(run)
          over.resolve()
        },
      }
      return { run, together, resume }
    }

    const begun = commitWith(deps, { take, handOver })
    if (!begun) return undefined
    deps.failpoint('run-begin:after-commit')
    live.add(begun.run)
    leases.watch()
    return begun
  }
}

/** Hands over right before the commit; where that fails, the agent is to forget the run. */
function commitWith(
  { db, failpoint }: Pick<BeginDeps, 'db' | 'failpoint'>,
  { take, handOver }: { take: (tx: Db) => Begun | undefined; handOver: (begun: Begun) => void },
): Begun | undefined {
  let begun: Begun | undefined
  try {
    db.transaction(
      (tx) => {
        begun = take(tx)
        if (begun) handOver(begun)
        failpoint('run-begin:before-commit')
      },
      { behavior: 'immediate' },
    )
    return begun
  } catch (cause) {
    if (begun) {
      const { agent, runId, deadline } = begun.run
      deadline.stop()
      agent.stopRun(runId)
      agent.release(runId)
    }
    throw cause
  }
}

function findAnswer(
  tx: Db,
  row: Run,
  now: number,
): { message: LiveRun['message']; resume: RunStart['resume'] } {
  const empty = emptyAnswer(row.messageId, row.id, now)
  const stored = row.attempts > 1 ? findMessage(tx, row.messageId) : undefined
  if (!stored?.metadata) return { message: empty, resume: undefined }
  const plan = planContinuation(listSteps(tx, row.id), { ...stored, metadata: stored.metadata })
  return plan.kind === 'resume' ? plan : { message: empty, resume: undefined }
}

/** The messages that the run answers beside its own, but for those that stand inside the answer. */
function listTogether(tx: Db, row: Run, answer: ChatMessage): ChatMessage[] {
  const inside = new Set(answer.parts.flatMap((part) => (part.type === 'steering-message' ? [part.id] : [])))
  return listMergedRuns(tx, row.id).flatMap((merged) => {
    const message = inside.has(merged.userMessageId) ? undefined : findMessage(tx, merged.userMessageId)
    return message ? [message] : []
  })
}
