import type { Db } from '#db/client.ts'
import { createStep } from '#db/queries/steps.ts'
import {
  createSummary,
  findFirstQuestion,
  findSummary,
  isBehindReset,
  type Summary,
} from '#db/queries/summaries.ts'
import { createModelCall } from '#db/queries/usage.ts'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { estimateTokens } from '#protocol/models/tokens.ts'
import type { MayLeave } from '#protocol/privacy.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Windows } from '../runs/window.ts'
import type { HistoryBudget } from './budget.ts'
import { findCovered } from './covered.ts'
import { type Summariser, writeSummary } from './write-summary.ts'

/** Puts a summary in the place of a session's older messages; false where there is nothing to shorten. */
type Summarise = (given: {
  sessionId: string
  runId: string | null
  target: ModelTarget
  agent: Summariser | undefined
  budget: HistoryBudget
  ratio: number
  skip: ReadonlySet<string>
  tainted: boolean
}) => Promise<boolean>

/** Stores the summary with what it cost, beside the messages, which stay. */
export function createSummarise(deps: {
  db: Db
  clock: Clock
  newId: () => string
  log: Log
  windows: Windows
  rule: MayLeave
}): Summarise {
  const { db, clock, newId, log, windows, rule } = deps

  /** From the end back to what is covered already or was put behind by a reset. */
  function* uncovered(sessionId: string, skip: ReadonlySet<string>): Generator<ChatMessage> {
    const summary = findSummary(db, sessionId)
    for (const message of windows.newestFirst(sessionId)) {
      if (message.id === summary?.throughMessageId || message.metadata?.marker === 'reset') return
      if (skip.has(message.id) || message.role === 'system' || message.metadata?.command !== undefined)
        continue
      yield message
    }
  }

  /** The summary that the newest messages still lead back to. */
  function findReachable(sessionId: string): Summary | undefined {
    const summary = findSummary(db, sessionId)
    return summary && !isBehindReset(db, summary) ? summary : undefined
  }

  return async function summarise(given) {
    const { sessionId, runId, target, budget } = given
    const covered = findCovered(uncovered(sessionId, given.skip), budget.kept, windows.slim)
    if (!covered) return false
    const earlier = findReachable(sessionId)
    const startedAt = clock.now()
    const task = findFirstQuestion(db, sessionId)
    const written = await writeSummary(covered, { ...given, earlier, task }, { rule, log })
    const holds = (mark: 'tainted' | 'private') =>
      [...covered.source, ...(task ? [task] : [])].some((message) => message.metadata?.[mark] === true) ||
      earlier?.[mark] === true
    const at = clock.now()
    const summary: Summary = {
      id: newId(),
      sessionId,
      throughMessageId: covered.through.id,
      text: written.text,
      model: written.model,
      tokensBefore: covered.tokens,
      tokensAfter: estimateTokens(written.text),
      tainted: given.tainted || holds('tainted'),
      // What was made without the private parts holds nothing of them.
      private: holds('private') && rule({ private: true }, target),
      createdAt: at,
    }
    db.transaction(
      (tx) => {
        createSummary(tx, summary)
        const { id, tokensBefore, tokensAfter, model } = summary
        if (runId) {
          const output = { summaryId: id, tokensBefore, tokensAfter, model }
          createStep(tx, { runId, kind: 'compaction', state: 'done', output, startedAt, endedAt: at })
        }
        if (!written.call) return
        const { usage, estimatedTokens } = written.call
        const call = { runId: runId ?? `compact-${id}`, sessionId, model: target.reference, at }
        createModelCall(tx, { ...call, ...usage, estimatedTokens })
      },
      { behavior: 'immediate' },
    )
    return true
  }
}
