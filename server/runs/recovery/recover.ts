import type { Db } from '#db/client.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { type HeldRun, requeueRun } from '#db/queries/runs/held.ts'
import { findRun, listOpenRuns, type Run } from '#db/queries/runs.ts'
import { listSteps } from '#db/queries/steps.ts'
import { AppError } from '#protocol/errors.ts'
import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Log } from '../../log.ts'
import type { EndingRun, Finish } from '../finish.ts'
import { emptyAnswer, type LiveRuns } from '../live.ts'
import { describeInterruption } from './describe.ts'
import { createDrain } from './drain.ts'
import { planContinuation } from './resume.ts'

/** A run over which this many agent processes died is given up: it would take down the next one, too. */
const MOST_DEATHS = 3
/** A run that was handed over this often for whatever reason is given up, so that nothing goes on for ever. */
const MOST_ATTEMPTS = 20

export interface LostRun extends EndingRun, HeldRun {
  readonly epoch: number
  readonly spentMs: number
}

/** Why a run has no agent any more. `died`: the agent broke while it worked at it. */
export interface Loss {
  readonly reason: string
  readonly died: boolean
}

type Outcome = 'queued' | 'ended' | 'interrupted' | 'held-elsewhere'

export interface Recovery {
  /** The agent of this run is gone: the run goes on from its last whole step, or ends and says why. */
  lose(run: LostRun, loss: Loss): Outcome
  /** Waits until the runs that work have ended, `ms` at most, and gives the others up; call it when no further one begins. */
  drain(ms: number): Promise<void>
  /** Goes through the runs that the last process left open. Returns the sessions with work to do. */
  recoverAll(): { requeued: number; interrupted: number; sessionIds: string[] }
}

/**
 * What becomes of a run that lost its process. It goes on under the same ids where every effect is
 * known; where a call may or may not have run, it ends as interrupted and names the call.
 */
export function createRecovery(deps: {
  db: Db
  clock: Pick<Clock, 'after'>
  events: Events
  log: Log
  finish: Finish
  live: LiveRuns
}): Recovery {
  const { db, events, log, finish } = deps

  function requeue(run: LostRun, message: LostRun['message'], died: boolean): boolean {
    const { runId, sessionId, spentMs } = run
    const taken = db.transaction(
      (tx) => {
        if (!requeueRun(tx, run, { died, spentMs })) return false
        saveMessage(tx, sessionId, message)
        return true
      },
      { behavior: 'immediate' },
    )
    run.leave?.()
    if (!taken) return false
    // Who watches forgets what the next attempt says again, under the same id.
    events.session(sessionId, { type: 'message', message })
    events.system({ type: 'run-change', runId, sessionId, status: 'queued' })
    return true
  }

  function giveUp(run: LostRun, message: string): Outcome {
    finish(run, { status: 'failed', error: new AppError('agent_crashed', message).toShape() })
    return 'ended'
  }

  function lose(run: LostRun, { reason, died }: Loss): Outcome {
    const row = findRun(db, run.runId)
    if (row?.epoch !== run.epoch || (row.status !== 'running' && row.status !== 'waiting')) {
      run.leave?.()
      return 'held-elsewhere'
    }
    const steps = listSteps(db, run.runId)
    const plan = planContinuation(steps, run.message)
    if (plan.kind === 'uncertain') {
      const { en, zh } = describeInterruption(reason, steps)
      const error = new AppError('run_interrupted', en).toShape()
      log.warn('A run was interrupted.', { runId: run.runId, reason, uncertain: plan.steps.length })
      return finish(run, { status: 'interrupted', error, errorInChinese: zh })
        ? 'interrupted'
        : 'held-elsewhere'
    }
    if (plan.kind === 'complete') {
      return finish(run, { status: 'completed', model: plan.model }) ? 'ended' : 'held-elsewhere'
    }
    if (died && row.deaths + 1 >= MOST_DEATHS) {
      return giveUp(
        run,
        `This message ended its agent process ${MOST_DEATHS} times and was given up. Say it in another way, or ask for less at once.`,
      )
    }
    if (row.attempts >= MOST_ATTEMPTS) {
      return giveUp(run, `This answer was begun ${MOST_ATTEMPTS} times and broke off each time.`)
    }
    return requeue(run, plan.message, died) ? 'queued' : 'held-elsewhere'
  }

  function lostRun(row: Run): LostRun {
    const stored = findMessage(db, row.messageId)
    const empty = emptyAnswer(row.messageId, row.id, row.startedAt ?? row.createdAt)
    const message = { ...empty, ...stored, metadata: { ...empty.metadata, ...stored?.metadata } }
    const { id: runId, sessionId, epoch, spentMs } = row
    return { runId, sessionId, epoch, spentMs, message }
  }

  return {
    lose,
    drain: createDrain({ ...deps, lose }),
    recoverAll() {
      const open = listOpenRuns(db)
      const outcomes = open
        .filter((row) => row.status === 'running' || row.status === 'waiting')
        .map((row) => lose(lostRun(row), { reason: 'the gateway was restarted', died: false }))
      return {
        requeued: outcomes.filter((outcome) => outcome === 'queued').length,
        interrupted: outcomes.filter((outcome) => outcome === 'interrupted').length,
        sessionIds: [...new Set(open.map((row) => row.sessionId))],
      }
    },
  }
}
