import type { Db } from '#db/client.ts'
import { listSteps } from '#db/queries/steps.ts'
import type { Clock } from '../../clock.ts'
import type { LiveRun, LiveRuns } from '../live.ts'
import type { Recovery } from './recover.ts'

const LOOK_MS = 20

/**
 * Waits until the runs that work have ended, `ms` at most, and puts what is left back into the queue. Call it when no
 * further run begins.
 */
export function createDrain(deps: {
  db: Db
  clock: Pick<Clock, 'after'>
  live: LiveRuns
  lose: Recovery['lose']
}): (ms: number) => Promise<void> {
  const { db, clock, live, lose } = deps
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))

  /** A run that only waits for the owner goes on at the next start, under the same question. */
  const mayBeCut = (run: LiveRun): boolean =>
    run.waitingFor.size > 0 && !listSteps(db, run.runId).some(({ state }) => state === 'started')

  return async function drain(ms) {
    let isLate = false
    void wait(ms).then(() => {
      isLate = true
    })
    // Looked at again and again: an answer of the owner sets a run to work, a question makes it wait.
    while (!isLate && !live.all().every(mayBeCut)) {
      await Promise.race([wait(LOOK_MS), ...live.all().map((run) => run.over)])
    }
    for (const run of live.all()) {
      run.agent.stopRun(run.runId)
      lose(run, { reason: 'the gateway was stopped', died: false })
    }
  }
}
