import { countOpenRuns, findQueuedRun, findRun } from '#db/queries/runs.ts'
import type { Runs } from './contract.ts'
import { createDecisions } from './decisions/decisions.ts'
import type { RunsDeps } from './deps.ts'
import { createFinish } from './finish.ts'
import { createHooks } from './handlers.ts'
import { createJournal } from './journal.ts'
import { createNextRun } from './lanes/next-run.ts'
import { createQueue } from './lanes/queue.ts'
import { createSlots, RUNS_PER_AGENT } from './lanes/slots.ts'
import { createLaunch } from './launch/launch.ts'
import { createLeases } from './leases.ts'
import { createLiveRuns, messageText } from './live.ts'
import { createRecovery } from './recovery/recover.ts'
import { createWaiting } from './waiting.ts'

/** A run fails with `run_deadline` after this long; waiting for approvals does not count. */
const RUN_DEADLINE_MS = 30 * 60 * 1000
/** How long a stopped run may take to end by itself before the gateway ends it. */
const STOP_GRACE_MS = 120

/** Everything about runs: one lane per session, decisions, approvals, journal, deadlines, recovery. */
export function createRuns(deps: RunsDeps): Runs {
  const { db, clock } = deps
  const live = createLiveRuns()
  const journal = deps.journal ?? createJournal(deps)
  const { approvals, policy, decide, privatePaths } = createDecisions({ ...deps, live, journal })
  const finish = createFinish({ ...deps, approvals })
  const recovery = createRecovery({ ...deps, finish, live })
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
    chosenBy: deps.models.chosenBy,
    config: deps.policy.config,
    deadlineMs,
    isClosed: () => queue.isClosed(),
  })
  const queue = createQueue({
    next: createNextRun({ db, clock, finish, wake: (sessionId) => queue.wake(sessionId) }),
    perform: launch,
    clock,
    log: deps.log,
  })
  const hooks = createHooks({
    ...deps,
    findChoice: approvals.findChoice,
    privatePaths,
    live,
    leases,
    journal,
    decide,
    finish,
    recovery,
  })
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))

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
    liveText(sessionId) {
      const message = live.ofSession(sessionId)?.message
      return message ? messageText(message) : ''
    },
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
      await recovery.drain(ms)
    },
    approvals,
    policy,
    hooks,
  }
}
