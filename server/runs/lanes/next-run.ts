import type { Db } from '#db/client.ts'
import { findMessage } from '#db/queries/messages.ts'
import { findQueuedRun, listQueuedRuns, type Run } from '#db/queries/runs.ts'
import { MEDIA_WAIT_MS } from '#protocol/media.ts'
import type { Clock } from '../../clock.ts'
import type { Finish } from '../finish.ts'

/** What a session does next; undefined where nothing waits, or what waits still gathers messages or files. */
export function createNextRun(deps: {
  db: Db
  clock: Clock
  finish: Finish
  wake: (sessionId: string) => void
}): (sessionId: string) => Run | undefined {
  const { db, clock, finish, wake } = deps

  /** What an interrupting message finds half done ends there. */
  function stopHalfDone(run: Run): void {
    const message = run.attempts > 0 ? findMessage(db, run.messageId) : undefined
    if (!message?.metadata) return
    const { id: runId, sessionId } = run
    finish({ runId, sessionId, message: { ...message, metadata: message.metadata } }, { status: 'stopped' })
  }

  return (sessionId) => {
    const run = findQueuedRun(db, sessionId)
    if (!run) return undefined
    const waitMs = run.notBefore - clock.now()
    // More than it can be is a clock that was set back.
    if (waitMs > 0 && waitMs <= MEDIA_WAIT_MS) {
      clock.after(waitMs, () => wake(sessionId))
      return undefined
    }
    if (run.mode === 'interrupt') listQueuedRuns(db, sessionId).forEach(stopHalfDone)
    return run
  }
}
