import type { Db } from '#db/client.ts'
import { findMessage } from '#db/queries/messages.ts'
import { countOpenRuns, findQueuedRun, findRun, listQueuedRuns, type Run } from '#db/queries/runs.ts'
import type { MayLeave } from '#protocol/privacy.ts'
import { COLLECT_MS } from '#protocol/sessions.ts'
import type { AgentHooks, Agents } from '../agents/pool.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import type { QueueFeature } from '../trpc/features.ts'
import { createDecisions, type DecisionRules, type Decisions } from './decisions/decisions.ts'
import { createFinish, type Settle } from './finish.ts'
import { createHooks, type Spending } from './handlers.ts'
import { joinSteering } from './join.ts'
import { createJournal, type Journal } from './journal.ts'
import { createQueue } from './lanes/queue.ts'
import { createSlots, RUNS_PER_AGENT } from './lanes/slots.ts'
import type { FindTargets, PrepareContext } from './launch/gather.ts'
import { createLaunch } from './launch/launch.ts'
import { createLeases } from './leases.ts'
import { createLiveRuns, type LiveRun } from './live.ts'
import type { RunRecord } from './record-calls.ts'
import { createRecovery } from './recovery/recover.ts'
import { createWaiting, type ReadTurn } from './waiting.ts'

/** A run fails with `run_deadline` after this long; waiting for approvals does not count. */
const RUN_DEADLINE_MS = 30 * 60 * 1000
/** How long a stopped run may take to end by itself before the gateway ends it. */
const STOP_GRACE_MS = 120

export interface Runs {
  /** Works at what is queued in a session. Call after the commit that queued it. */
  wake(sessionId: string): void
  /** Ends the running answer within 200 ms, whatever its agent does; false where nothing runs. */
  stop(sessionId: string): Promise<boolean>
  /** Messages that wait, and answers asked for again. */
  readonly waiting: QueueFeature
  /** The answer as far as it has come, or undefined where nothing runs. */
  live(sessionId: string): LiveRun['message'] | undefined
  /** Whether an agent works at an answer in this session, or waits there for the owner. */
  isRunning(sessionId: string): boolean
  counts(): { running: number; waiting: number; queued: number }
  /** Once at the start, before anything else: settles what the last process left and goes on with the rest. */
  recover(): { requeued: number; interrupted: number }
  /** Starts no more runs and waits up to `ms` for those that run; the others resume at the next start or are reported. */
  drain(ms: number): Promise<void>
  readonly approvals: Decisions['approvals']
  readonly policy: Decisions['policy']
  /** What the agent pool calls. */
  readonly hooks: AgentHooks
}

export interface RunsDeps {
  readonly db: Db
  readonly clock: Clock
  readonly events: Events
  readonly agents: Agents
  readonly models: { readonly targets: FindTargets }
  readonly policy: DecisionRules
  /** Absolute: where the tools work. */
  readonly workspace: string
  readonly settle: Settle
  /** What the models get of a conversation, kept inside their windows. */
  readonly prepare?: PrepareContext
  /** The daily cap. */
  readonly spending?: Spending
  readonly records: RunRecord
  /** What the words of a message that waits say of its model and its privacy. */
  readonly readTurn: ReadTurn
  readonly failpoint: Failpoint
  readonly log: Log
  readonly newId: () => string
  readonly deadlineMs?: number
  /** Which words may go to which model: another rule only in tests. */
  readonly mayLeave?: MayLeave
  /** Another journal than the durable one: only tests have a reason for it. */
  readonly journal?: Journal
}

/** Everything about runs: one lane per session, decisions, approvals, journal, deadlines, recovery. */
export function createRuns(deps: RunsDeps): Runs {
  const { db, clock } = deps
  const live = createLiveRuns()
  const journal = deps.journal ?? createJournal({ ...deps, join: joinSteering })
  const { approvals, policy, decide, privatePaths } = createDecisions({ ...deps, live, journal })
  const finish = createFinish({ ...deps, approvals })
  const recovery = createRecovery({ ...deps, finish })
  const deadlineMs = deps.deadlineMs ?? RUN_DEADLINE_MS
  const slots = createSlots({
    limit: () => Math.max(1, deps.agents.ready()) * RUNS_PER_AGENT,
    idle: () => live.all().filter((run) => run.waitingFor.size > 0).length,
  })
  const leases = createLeases({
    ...deps,
    live,
    onForgotten(run) {
      run.agent.stopRun(run.runId)
      recovery.lose(run, { reason: 'its agent process lost track of it', died: true })
      queue.wake(run.sessionId)
    },
    onFenced(run) {
      run.agent.stopRun(run.runId)
      run.leave()
    },
  })
  const launch = createLaunch({
    ...deps,
    live,
    leases,
    slots,
    policy,
    finish,
    targets: (id, turn) => deps.models.targets(id, turn),
    deadlineMs,
  })
  const queue = createQueue({
    next,
    perform: launch,
    log: deps.log,
  })
  const hooks = createHooks({ ...deps, privatePaths, live, leases, journal, decide, finish, recovery })
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))

  /** What the session does next. What an interrupting message finds half done ends here. */
  function next(sessionId: string): Run | undefined {
    const run = findQueuedRun(db, sessionId)
    if (!run) return undefined
    const waitMs = run.notBefore - clock.now()
    // More than it can be is a clock that was set back.
    if (waitMs > 0 && waitMs <= COLLECT_MS) {
      clock.after(waitMs, () => queue.wake(sessionId))
      return undefined
    }
    if (run.mode === 'interrupt') listQueuedRuns(db, sessionId).forEach(stopHalfDone)
    return run
  }

  function stopHalfDone(run: Run): void {
    const message = run.attempts > 0 ? findMessage(db, run.messageId) : undefined
    if (!message?.metadata) return
    const { id: runId, sessionId } = run
    finish({ runId, sessionId, message: { ...message, metadata: message.metadata } }, { status: 'stopped' })
  }

  async function stop(sessionId: string): Promise<boolean> {
    const run = live.ofSession(sessionId)
    if (!run) {
      const current = findRun(db, queue.current(sessionId) ?? '')
      return current?.endedAt === null && queue.abort(sessionId)
    }
    run.agent.stopRun(run.runId)
    await Promise.race([run.over, wait(STOP_GRACE_MS)])
    if (live.holds(run)) finish(run, { status: 'stopped' })
    return true
  }

  function wake(sessionId: string): void {
    queue.wake(sessionId)
    const current = queue.current(sessionId)
    const first = current === undefined ? undefined : findQueuedRun(db, sessionId)
    if (first?.mode !== 'interrupt' || first.id === current) return
    stop(sessionId).catch((error: unknown) => {
      deps.log.error('An answer could not be interrupted; the message waits for its end.', { error })
    })
  }

  return {
    wake,
    stop,
    waiting: createWaiting({ ...deps, wake }),
    live: (sessionId) => structuredClone(live.ofSession(sessionId)?.message),
    isRunning: (sessionId) => live.ofSession(sessionId) !== undefined,
    counts: () => countOpenRuns(db),
    recover() {
      const { sessionIds, ...outcome } = recovery.recoverAll()
      for (const sessionId of sessionIds) wake(sessionId)
      return outcome
    },
    async drain(ms) {
      queue.close()
      const ending = live.all().filter((run) => run.waitingFor.size === 0)
      await Promise.race([Promise.all(ending.map((run) => run.over)), wait(ms)])
      for (const run of live.all()) {
        run.agent.stopRun(run.runId)
        recovery.lose(run, { reason: 'the gateway was stopped', died: false })
      }
    },
    approvals,
    policy,
    hooks,
  }
}
