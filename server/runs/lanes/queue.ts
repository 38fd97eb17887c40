import type { Run } from '#db/queries/runs.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'

/** When a lane that failed (a full disk, most likely) tries again, in milliseconds. */
const RETRY_MS = 5_000

/** One lane per session: a session works at one run at a time, sessions do not wait for one another. */
export interface Queue {
  /** Looks for work in a session. Cheap, and safe to call too often. */
  wake(sessionId: string): void
  /** The run that the session works at, from its turn on, or undefined. */
  current(sessionId: string): string | undefined
  /** Aborts the signal of the run that the session works at; false where there is none. */
  abort(sessionId: string): boolean
  /** Takes no further run; what runs goes on. */
  close(): void
  isClosed(): boolean
}

/**
 * The table of runs is the queue, so nothing is lost with the process. `perform` resolves when the run
 * is over or back in the queue; a lane that fails is tried again after a pause.
 */
export function createQueue(deps: {
  next: (sessionId: string) => Run | undefined
  perform: (run: Run, signal: AbortSignal) => Promise<void>
  clock: Pick<Clock, 'after'>
  log: Log
}): Queue {
  const lanes = new Map<string, { controller: AbortController; runId: string | undefined }>()
  let closed = false

  async function work(sessionId: string): Promise<void> {
    try {
      for (let run = deps.next(sessionId); run && !closed; run = deps.next(sessionId)) {
        const controller = new AbortController()
        lanes.set(sessionId, { controller, runId: run.id })
        await deps.perform(run, controller.signal)
      }
    } catch (error) {
      deps.log.error('A session cannot go on with its queue; it tries again soon.', { sessionId, error })
      deps.clock.after(RETRY_MS, () => wake(sessionId))
    } finally {
      lanes.delete(sessionId)
    }
  }

  function wake(sessionId: string): void {
    if (closed || lanes.has(sessionId)) return
    lanes.set(sessionId, { controller: new AbortController(), runId: undefined })
    void work(sessionId)
  }

  return {
    wake,
    current: (sessionId) => lanes.get(sessionId)?.runId,
    abort(sessionId) {
      const lane = lanes.get(sessionId)
      lane?.controller.abort()
      return lane !== undefined
    },
    close: () => {
      closed = true
    },
    isClosed: () => closed,
  }
}
