import type { Db } from '#db/client.ts'
import { listSteps } from '#db/queries/steps.ts'
import type { Clock } from '../../clock.ts'
import type { LiveRun, LiveRuns } from '../live.ts'
import type { Recovery } from './recover.ts'

const LOOK_MS = 20
/** Part of the time in which runs may go on; in the rest only calls that have begun may end. */
const RUNNING_PART = 0.75

/**
 * Waits until the runs that work have ended, `ms` at most, and gives up what is left; a call that has begun last of all,
 * so that nobody has to wonder whether it took effect. Call it when no further run begins.
 */
export function createDrain(deps: {
  db: Db
  clock: Pick<Clock, 'after'>
  live: LiveRuns
  lose: Recovery['lose']
}): (ms: number) => Promise<void> {
  const { db, clock, live, lose } = deps
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))

  const hasBegunCall = (run: LiveRun): boolean =>
    listSteps(db, run.runId).some(({ state }) => state === 'started')
  /** A run that only waits for the owner goes on at the next start, under the same question. */
  const onlyWaits = (run: LiveRun): boolean => run.waitingFor.size > 0 && !hasBegunCall(run)

  function giveUp(run: LiveRun): void {
    run.agent.stopRun(run.runId)
    lose(run, { reason: 'the gateway was stopped', died: false })
  }

  /** Looks again and again: an answer of the owner sets a run to work, a question makes it wait. */
  async function lookUntil(isOver: () => boolean, ms: number): Promise<void> {
    let isLate = false
    void wait(ms).then(() => {
      isLate = true
    })
    while (!isLate && !isOver()) await Promise.race([wait(LOOK_MS), ...live.all().map((run) => run.over)])
  }

  return async function drain(ms) {
    await lookUntil(() => live.all().every(onlyWaits), ms * RUNNING_PART)
    await lookUntil(
      () => {
        for (const run of live.all()) if (!hasBegunCall(run)) giveUp(run)
        return live.all().length === 0
      },
      ms * (1 - RUNNING_PART),
    )
    for (const run of live.all()) giveUp(run)
  }
}
