import type { Db } from '#db/client.ts'
import { cancelApprovals } from '#db/queries/approvals.ts'
import { saveMessage } from '#db/queries/messages.ts'
import { endRun } from '#db/queries/runs.ts'
import { touchSession } from '#db/queries/sessions.ts'
import { listSteps, updateStep } from '#db/queries/steps.ts'
import type { Approval } from '#protocol/approvals.ts'
import { closeMessage } from '#protocol/assemble.ts'
import type { ErrorShape } from '#protocol/errors.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import { findTool } from '#protocol/tools.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Approvals } from './decisions/approvals.ts'
import { type LiveRun, messageText } from './live.ts'

/** What the neighbour who answers platforms does inside the transaction that ends a run. */
export type Settle = (
  tx: Db,
  end: { runId: string; sessionId: string; status: RunEndStatus; messageId: string; text: string },
) => void

export interface RunEnd {
  readonly status: RunEndStatus
  readonly error?: ErrorShape | undefined
  readonly model?: string | null | undefined
}

/** A run to be ended: live or only stored. */
export interface EndingRun {
  readonly runId: string
  readonly sessionId: string
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

    const cancelled = db.transaction(
      (tx): Approval[] | undefined => {
        if (!endRun(tx, { runId, status: end.status, error: end.error ?? null, model, endedAt: at })) return
        closeSteps(tx, runId, at)
        const open = cancelApprovals(tx, runId, at)
        saveMessage(tx, sessionId, message)
        touchSession(tx, sessionId, at)
        settle(tx, {
          runId,
          sessionId,
          status: end.status,
          messageId: message.id,
          text: messageText(message),
        })
        failpoint('run-end:before-commit')
        return open
      },
      { behavior: 'immediate' },
    )
    if (!cancelled) return false
    run.leave?.()
    failpoint('run-end:after-commit')

    approvals.announceCancelled(cancelled)
    const chunk = { type: 'message-metadata', messageMetadata: message.metadata } as const
    events.session(sessionId, { type: 'chunk', runId, chunk })
    events.session(sessionId, {
      type: 'run-end',
      runId,
      status: end.status,
      ...(end.error ? { error: end.error } : {}),
    })
    events.system({ type: 'run-change', runId, sessionId, status: end.status })
    events.system({ type: 'session-change', sessionId })
    return true
  }
}

/** Calls that nobody will report on any more: what asked never ran; what ran is uncertain unless it is harmless to repeat. */
function closeSteps(tx: Db, runId: string, at: number): void {
  for (const { toolCallId, tool, state } of listSteps(tx, runId)) {
    if (toolCallId === null || (state !== 'decided' && state !== 'started')) continue
    const harmless = state === 'decided' || findTool(tool ?? '')?.repeatable === true
    const to = harmless ? 'stopped' : 'uncertain'
    updateStep(tx, { runId, toolCallId, from: [state], to, fields: { endedAt: at } })
  }
}

function closingWords(status: RunEndStatus): string {
  if (status === 'stopped') return 'Stopped before it was finished. It may have run in part.'
  return 'The run ended before the result arrived. It may have run wholly, in part or not at all.'
}
