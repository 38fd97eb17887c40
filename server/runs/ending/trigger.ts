import type { Db } from '#db/client.ts'
import { findQuestion } from '#db/queries/channels/question.ts'
import { findRun, type Run } from '#db/queries/runs.ts'
import { isBackground } from '../../own-channels.ts'

/** What began a run. */
export interface Trigger {
  /** The first try, where this run does an earlier one again. */
  readonly retryOf?: string
  /** Nobody waits for it: a job, or a task from another conversation. */
  readonly background: boolean
}

export function findTrigger(tx: Db, run: Run | undefined): Trigger {
  const retryOf = firstTry(tx, run)
  const question = run && findQuestion(tx, run.id)
  return { ...(retryOf ? { retryOf } : {}), background: isBackground(question?.channel ?? '') }
}

/** The run that the chain of retries began with, or undefined where this is no retry. */
function firstTry(tx: Db, run: Run | undefined): string | undefined {
  let first: string | undefined
  for (let id = run?.retryOf; id; id = findRun(tx, id)?.retryOf) first = id
  return first
}
