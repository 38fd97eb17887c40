import type { Db } from '#db/client.ts'
import { countOpenRuns, findQueuedRun } from '#db/queries/runs.ts'
import type { AgentHooks, Agents } from '../agents/pool.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { createDecisions, type DecisionRules, type Decisions } from './decisions/decisions.ts'
import { createFinish, type Settle } from './finish.ts'
import { createHooks, type RunRecord } from './handlers.ts'
import { createJournal, type Journal } from './journal.ts'
import { createLaunch, type FindTargets } from './launch.ts'
import { createLiveRuns, type LiveRun } from './live.ts'
import { createQueue } from './queue.ts'
import { createRecovery } from './recover.ts'

/** A run fails with `run_deadline` after this long; waiting for approvals does not count. */
const RUN_DEADLINE_MS = 30 * 60 * 1000
/** How long a stopped run may take to end by itself before the gateway ends it. */
const STOP_GRACE_MS = 120

export interface Runs {
  /** Works at what is queued in a session. Call after the commit that queued it. */
  wake(sessionId: string): void
  /** Ends the running answer within 200 ms, whatever its agent does; false where nothing runs. */
  stop(sessionId: string): Promise<boolean>
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
  readonly settle: Settle
  readonly records: RunRecord
  readonly failpoint: Failpoint
  readonly log: Log
  readonly newId: () => string
  readonly deadlineMs?: number
  /** Another journal than the durable one: only tests have a reason for it. */
  readonly journal?: Journal
}

/** Everything about runs: one lane per session, decisions, approvals, journal, deadlines, recovery. */
export function createRuns(deps: RunsDeps): Runs {
  const { db, clock } = deps
  const live = createLiveRuns()
  const journal = deps.journal ?? createJournal(deps)
  const { approvals, policy, decide } = createDecisions({ ...deps, live, journal })
  const finish = createFinish({ ...deps, approvals })
  const recovery = createRecovery({ ...deps, approvals, finish })
  const deadlineMs = deps.deadlineMs ?? RUN_DEADLINE_MS
  const launch = createLaunch({
    ...deps,
    live,
    policy,
    finish,
    targets: (id) => deps.models.targets(id),
    deadlineMs,
  })
  const queue = createQueue({
    next: (sessionId) => findQueuedRun(db, sessionId),
    perform: launch,
    log: deps.log,
  })
  const hooks = createHooks({ ...deps, live, journal, decide, finish, recovery })
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))

  return {
    wake: queue.wake,
    async stop(sessionId) {
      const run = live.ofSession(sessionId)
      if (!run) return queue.abort(sessionId)
      run.agent.stopRun(run.runId)
      await Promise.race([run.over, wait(STOP_GRACE_MS)])
      if (live.holds(run)) finish(run, { status: 'stopped' })
      return true
    },
    live: (sessionId) => structuredClone(live.ofSession(sessionId)?.message),
    isRunning: (sessionId) => live.ofSession(sessionId) !== undefined,
    counts: () => countOpenRuns(db),
    recover() {
      const { sessionIds, ...outcome } = recovery.recoverAll()
      for (const sessionId of sessionIds) queue.wake(sessionId)
      return outcome
    },
    async drain(ms) {
      queue.close()
      const ending = live.all().filter((run) => run.waitingFor.size === 0)
      await Promise.race([Promise.all(ending.map((run) => run.over)), wait(ms)])
      for (const run of live.all()) {
        run.agent.stopRun(run.runId)
        recovery.lose(run, 'the gateway was stopped')
      }
    },
    approvals,
    policy,
    hooks,
  }
}
