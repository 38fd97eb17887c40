import type { Db } from '#db/client.ts'
import { findInboxEvent } from '#db/queries/inbox.ts'
import { findMessage } from '#db/queries/messages.ts'
import { findRun, type Run } from '#db/queries/runs.ts'
import { sumRunUsage } from '#db/queries/usage.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { Runs } from '../runs/contract.ts'
import type { RunOutcome } from './follow.ts'

/** The answer to a request, where it is now. */
export interface AnswerPlace {
  readonly runId: string
  readonly sessionId: string
  /** How it ended, or that it waits for the owner; undefined while it is made. */
  readonly outcome: RunOutcome | undefined
}

export interface Answers {
  /** Undefined where no such request was stored, or its conversation is deleted. */
  find(event: { channel: string; account: string; eventId: string }): AnswerPlace | undefined
  /** What was said so far; wholly, where it has ended. */
  get(runId: string): { text: string; model: string; usage: { inputTokens: number; outputTokens: number } }
  /** Ends this very answer, or takes its message back where nobody has begun. */
  stop(place: Pick<AnswerPlace, 'runId' | 'sessionId'>): Promise<void>
}

/** The answers to programs, as the database and the running agents have them. */
export function createAnswers(deps: {
  db: Db
  runs: Pick<Runs, 'stop' | 'live' | 'waiting'>
  textOf: (message: ChatMessage) => string
}): Answers {
  const { db, runs, textOf } = deps
  return {
    find(event) {
      const runId = findInboxEvent(db, event)?.runId
      const run = runId ? findRun(db, runId) : undefined
      return run && { runId: run.id, sessionId: run.sessionId, outcome: outcomeOf(run) }
    },
    get(runId) {
      const run = findRun(db, runId)
      const answer = run && (findMessage(db, run.messageId) ?? runs.live(run.sessionId))
      return {
        text: answer ? textOf(answer) : '',
        model: answer?.metadata?.model ?? '',
        usage: sumRunUsage(db, runId),
      }
    },
    async stop({ runId, sessionId }) {
      if (runs.live(sessionId)?.metadata?.runId === runId) await runs.stop(sessionId)
      else if (findRun(db, runId)?.status === 'queued') runs.waiting.remove(runId)
    },
  }
}

function outcomeOf({ status, error }: Run): RunOutcome | undefined {
  switch (status) {
    case 'completed':
    case 'stopped':
    case 'failed':
    case 'interrupted':
    case 'waiting':
      return error ? { status, error } : { status }
    default:
      return undefined
  }
}
