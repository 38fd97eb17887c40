import type { Db } from '#db/client.ts'
import { findMessage } from '#db/queries/messages.ts'
import { findRun, type Run } from '#db/queries/runs.ts'
import { AppError } from '#protocol/errors.ts'
import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Log } from '../../log.ts'
import type { Finish, RunEnd } from '../finish.ts'
import { emptyAnswer, type LiveRun, type LiveRuns } from '../live.ts'

export interface EarlyEndDeps {
  readonly db: Db
  readonly clock: Clock
  readonly events: Events
  readonly live: LiveRuns
  readonly finish: Finish
  readonly deadlineMs: number
  readonly log: Log
}

/** How a run opens to those who watch, and ends where no agent ends it. */
export function createEarlyEnd(deps: EarlyEndDeps) {
  const { db, clock, events, live, finish } = deps

  function announce(run: Run): void {
    const { id: runId, sessionId, userMessageId, messageId } = run
    events.session(sessionId, { type: 'run-start', runId, userMessageId, messageId })
    events.system({ type: 'run-change', runId, sessionId, status: 'running' })
    events.system({ type: 'session-change', sessionId })
  }

  /**
   * Ends a run that no agent has now; what an earlier one has said of the answer stays. Of one that was taken back
   * meanwhile, or deleted with its conversation, there is nothing more to say.
   */
  function endEarly(run: Run, end: RunEnd): void {
    if (findRun(db, run.id)?.endedAt !== null) return
    announce(run)
    const empty = emptyAnswer(run.messageId, run.id, clock.now())
    const stored = findMessage(db, run.messageId)
    const message = { ...empty, ...stored, metadata: { ...empty.metadata, ...stored?.metadata } }
    finish({ runId: run.id, sessionId: run.sessionId, message }, end)
  }

  function expire(run: LiveRun): void {
    const minutes = Math.round(deps.deadlineMs / 60_000)
    run.agent.stopRun(run.runId)
    try {
      fail(run, new AppError('run_deadline', `The answer took longer than ${minutes} minutes and was ended.`))
    } catch (error) {
      deps.log.error('An overdue run could not be ended; the next start will.', { runId: run.runId, error })
      run.leave()
    }
  }

  function fail(run: LiveRun, error: AppError): void {
    if (live.holds(run)) finish(run, { status: 'failed', error: error.toShape() })
  }

  return { announce, endEarly, expire, fail }
}
