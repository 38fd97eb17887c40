import type { Db } from '#db/client.ts'
import { cancelApprovals } from '#db/queries/approvals.ts'
import { saveMessage } from '#db/queries/messages.ts'
import { endRun } from '#db/queries/runs/held.ts'
import { findRun, listMergedRuns, type Run } from '#db/queries/runs.ts'
import { findSession, touchSession } from '#db/queries/sessions.ts'
import { closeMessage } from '#protocol/chat/assemble.ts'
import type { ErrorShape } from '#protocol/errors.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Approvals } from './decisions/approvals.ts'
import { closeSteps } from './ending/close-steps.ts'
import { findTrigger } from './ending/trigger.ts'
import { type LiveRun, messageFiles, messageText } from './live.ts'

/**
 * What the neighbour who answers platforms does inside the transaction that ends a run. `mergedInto`:
 * the run whose answer this is, where the message joined another one. `retryOf`: the run that this one
 * did again, whose chat gets the answer.
 */
export type Settle = (
  tx: Db,
  end: {
    runId: string
    sessionId: string
    status: RunEndStatus
    messageId: string
    text: string
    /** The files that come with it. */
    files?: ReturnType<typeof messageFiles>
    error?: ErrorShape | undefined
    errorInChinese?: string | undefined
    mergedInto?: string
    retryOf?: string
  },
) => void

export interface RunEnd {
  readonly status: RunEndStatus
  readonly error?: ErrorShape | undefined
  /** Where it says more in Chinese than its code does. */
  readonly errorInChinese?: string | undefined
  readonly model?: string | null | undefined
}

/** A run to be ended: live or only stored. */
export interface EndingRun {
  readonly runId: string
  readonly sessionId: string
  /** The hand-over that ends it; absent where no agent ever had it. A newer one is left alone. */
  readonly epoch?: number
  readonly message: LiveRun['message']
  /** Called after the commit and before anybody hears of it. */
  readonly leave?: () => void
}

export type Finish = (run: EndingRun, end: RunEnd) => boolean

/**
 * Ends a run: answer, run, journal, open approvals and what goes out to a platform, all in one
 * transaction; then, once, `run-end`. False where the run had ended before: nothing happens twice.
 */
export function createFinish(deps: {
  db: Db
  clock: Clock
  events: Events
  approvals: Approvals
  settle: Settle
  failpoint: Failpoint
}): Finish {
  const { db, clock, events, approvals, settle, failpoint } = deps

  return function finish(run, end) {
    const { runId, sessionId } = run
    const at = clock.now()
    const message = structuredClone(run.message)
    closeMessage(message, closingWords(end.status))
    message.metadata.status = end.status
    if (end.error) message.metadata.error = end.error
    if (end.model) message.metadata.model = end.model
    const model = message.metadata.model ?? null

    const committed = db.transaction(
      (tx): Committed | undefined => {
        const outcome = { status: end.status, error: end.error ?? null, model, endedAt: at }
        if (!endRun(tx, { runId, epoch: run.epoch, ...outcome })) return
        closeSteps(tx, runId, at)
        const open = cancelApprovals(tx, runId, at)
        saveMessage(tx, sessionId, message)
        touchSession(tx, sessionId, at)
        const answer = {
          sessionId,
          status: end.status,
          messageId: message.id,
          text: messageText(message),
          files: messageFiles(message),
          error: end.error,
          errorInChinese: end.errorInChinese,
        }
        const ended = findRun(tx, runId)
        const { background, ...retried } = findTrigger(tx, ended)
        settle(tx, { runId, ...answer, ...retried })
        const merged = listMergedRuns(tx, runId).filter((other) =>
          endRun(tx, { runId: other.id, ...outcome }),
        )
        for (const other of merged) settle(tx, { ...answer, runId: other.id, mergedInto: runId })
        failpoint('run-end:before-commit')
        return { cancelled: open, merged, startedAt: ended?.startedAt ?? at, background }
      },
      { behavior: 'immediate' },
    )
    if (!committed) return false
    run.leave?.()
    failpoint('run-end:after-commit')

    approvals.announceCancelled(committed.cancelled)
    const chunk = { type: 'message-metadata', messageMetadata: message.metadata } as const
    events.session(sessionId, { type: 'chunk', runId, chunk })
    const sessionTitle = findSession(db, sessionId)?.title ?? ''
    const durationMs = Math.max(0, at - committed.startedAt)
    for (const id of [runId, ...committed.merged.map((other) => other.id)]) {
      const error = end.error ? { error: end.error } : {}
      events.session(sessionId, { type: 'run-end', runId: id, status: end.status, ...error })
      events.system({
        type: 'run-change',
        runId: id,
        sessionId,
        status: end.status,
        durationMs,
        sessionTitle,
        ...(committed.background ? { background: true } : {}),
      })
    }
    events.system({ type: 'session-change', sessionId })
    return true
  }
}

interface Committed {
  readonly cancelled: ReturnType<typeof cancelApprovals>
  readonly merged: Run[]
  readonly startedAt: number
  readonly background: boolean
}

function closingWords(status: RunEndStatus): string {
  if (status === 'stopped') return 'Stopped before it was finished. It may have run in part.'
  return 'The run ended before the result arrived. It may have run wholly, in part or not at all.'
}
