import type { Db } from '#db/client.ts'
import { cancelApprovals } from '#db/queries/approvals.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { listOpenRuns, type Run, updateRunStatus } from '#db/queries/runs.ts'
import { archiveAttempt, listSteps, type RunStep } from '#db/queries/steps.ts'
import { AppError } from '#protocol/errors.ts'
import { findTool } from '#protocol/tools.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import type { Approvals } from './decisions/approvals.ts'
import type { EndingRun, Finish } from './finish.ts'
import { emptyAnswer } from './live.ts'

/** A run is handed over at most this often because of crashes of the gateway. */
const ATTEMPTS_AFTER_RESTART = 3
/** A run whose agent died is tried on another agent once. */
const ATTEMPTS_AFTER_DEATH = 2

export interface LostRun extends EndingRun {
  readonly epoch: number
  readonly attempts: number
}

export interface Recovery {
  /** The agent of this run is gone: back to the queue where nothing had an effect, else interrupted and told. */
  lose(run: LostRun, reason: string): 'queued' | 'interrupted'
  /** Goes through the runs that the last process left open. Returns the sessions with work to do. */
  recoverAll(): { requeued: number; interrupted: number; sessionIds: string[] }
}

/**
 * What becomes of a run that lost its process. It starts afresh only where no tool with an effect had
 * started, so that nothing is done twice; otherwise the answer so far is kept and says what may have run.
 */
export function createRecovery(deps: {
  db: Db
  clock: Clock
  events: Events
  log: Log
  approvals: Approvals
  finish: Finish
}): Recovery {
  const { db, clock, events, log, approvals, finish } = deps

  function requeue(run: LostRun): void {
    const { runId, sessionId, epoch } = run
    const at = clock.now()
    const message = emptyAnswer(run.message.id, runId, run.message.metadata.createdAt)
    const cancelled = db.transaction(
      (tx) => {
        const open = cancelApprovals(tx, runId, at)
        archiveAttempt(tx, { runId, epoch, at })
        updateRunStatus(tx, runId, 'queued')
        saveMessage(tx, sessionId, message)
        return open
      },
      { behavior: 'immediate' },
    )
    run.leave?.()
    approvals.announceCancelled(cancelled)
    // Who watches forgets the half answer: the next attempt writes it anew under the same id.
    events.session(sessionId, { type: 'message', message })
    events.system({ type: 'run-change', runId, sessionId, status: 'queued' })
  }

  function settleLost(run: LostRun, reason: string, attemptLimit: number): 'queued' | 'interrupted' {
    const effects = listSteps(db, run.runId).filter(hadEffect)
    if (effects.length === 0 && run.attempts < attemptLimit) {
      requeue(run)
      return 'queued'
    }
    const error = new AppError('run_interrupted', describeInterruption(reason, effects)).toShape()
    finish(run, { status: 'interrupted', error })
    log.warn('A run was interrupted.', { runId: run.runId, reason, effects: effects.length })
    return 'interrupted'
  }

  function lostRun(row: Run): LostRun {
    const stored = findMessage(db, row.messageId)
    const empty = emptyAnswer(row.messageId, row.id, row.startedAt ?? row.createdAt)
    const message = { ...empty, ...stored, metadata: { ...empty.metadata, ...stored?.metadata } }
    return { runId: row.id, sessionId: row.sessionId, epoch: row.epoch, attempts: row.attempts, message }
  }

  return {
    lose: (run, reason) => settleLost(run, reason, ATTEMPTS_AFTER_DEATH),
    recoverAll() {
      const open = listOpenRuns(db)
      const outcomes = open
        .filter((row) => row.status !== 'queued')
        .map((row) => settleLost(lostRun(row), 'the gateway was restarted', ATTEMPTS_AFTER_RESTART))
      return {
        requeued: outcomes.filter((outcome) => outcome === 'queued').length,
        interrupted: outcomes.filter((outcome) => outcome === 'interrupted').length,
        sessionIds: [...new Set(open.map((row) => row.sessionId))],
      }
    },
  }
}

/** A call that ran, or may have, and changes something. What is not a known tool counts as changing. */
function hadEffect(step: RunStep): boolean {
  if (step.kind !== 'tool' || step.state === 'decided' || step.state === 'denied') return false
  return findTool(step.tool ?? '')?.effect !== 'read'
}

/** One sentence for people about what broke, and one for each call whose end is not known. */
function describeInterruption(reason: string, effects: readonly RunStep[]): string {
  const finished = effects.filter((step) => step.state === 'done' || step.state === 'failed')
  const open = effects.filter((step) => step.state === 'started' || step.state === 'uncertain')
  return [
    `This answer broke off because ${reason}.`,
    open.length > 0 &&
      `It may have run wholly, in part or not at all: ${open.map(describeCall).join('; ')}. Check before you ask again.`,
    finished.length > 0 && `Already done: ${finished.map(describeCall).join('; ')}.`,
    effects.length === 0 && 'Nothing was changed. Send the message again.',
  ]
    .filter(Boolean)
    .join(' ')
}

function describeCall(step: RunStep): string {
  const input = (step.input ?? {}) as { argv?: unknown; path?: unknown }
  const detail = Array.isArray(input.argv) ? input.argv.join(' ') : input.path
  const text = typeof detail === 'string' ? detail.slice(0, 200) : ''
  return text === '' ? `${step.tool}` : `${step.tool} "${text}"`
}
