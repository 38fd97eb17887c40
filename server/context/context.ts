import type { Db } from '#db/client.ts'
import type { Run } from '#db/queries/runs.ts'
import { createStep } from '#db/queries/steps.ts'
import {
  createSummary,
  findFirstQuestion,
  findSummary,
  isBehindReset,
  type Summary,
} from '#db/queries/summaries.ts'
import { createModelCall, findTokenRatio } from '#db/queries/usage.ts'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { forModels, type MayLeave, mayLeave } from '#protocol/privacy.ts'
import { estimateTokens } from '#protocol/tokens.ts'
import type { Agent } from '../agents/pool.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Windows } from '../runs/window.ts'
import { type HistoryBudget, historyBudget } from './budget.ts'
import { type Covered, findCovered } from './covered.ts'
import { recordByRule } from './fallback.ts'

/** A summary is worth waiting for only so long; then the rule makes one. */
const SUMMARY_TIMEOUT_MS = 45_000

type Summariser = Pick<Agent, 'summarise'>

export interface PreparedContext {
  /** What the models get, oldest first, the run's own message last; private parts are left out where they must. */
  readonly messages: ChatMessage[]
  readonly tokenRatio: number
  /** Whether the prompt holds words that the owner did not write. */
  readonly tainted: boolean
}

export interface Context {
  /** The history for a run. Where it overflows the older part becomes a summary first, by at most one model call. */
  prepare(run: Run, options: { targets: readonly ModelTarget[]; agent: Summariser }): Promise<PreparedContext>
  /**
   * Makes a summary of all but the newest messages now; estimated tokens of the history before and after,
   * which are the same where there was nothing to shorten. Throws `unknown_session`, `agent_unavailable`.
   */
  compact(sessionId: string): Promise<{ before: number; after: number }>
}

/** What a model gets of a conversation, and the summaries that keep it inside the model's window. */
export function createContext(deps: {
  db: Db
  clock: Clock
  newId: () => string
  log: Log
  windows: Windows
  targets: (sessionId: string) => readonly ModelTarget[]
  findAgent: (sessionId: string) => Summariser | undefined
  /** Only tests have a reason for another rule. */
  mayLeave?: MayLeave
}): Context {
  const { db, clock, newId, log, windows } = deps
  const rule = deps.mayLeave ?? mayLeave

  /** From the end back to what is covered already or was put behind by a reset. */
  function* uncovered(sessionId: string, skip: ReadonlySet<string>): Generator<ChatMessage> {
    const summary = findSummary(db, sessionId)
    for (const message of windows.newestFirst(sessionId)) {
      if (message.id === summary?.throughMessageId || message.metadata?.marker === 'reset') return
      if (!skip.has(message.id) && message.role !== 'system') yield message
    }
  }

  /** Asks the model, once; by rule where it can not, fails, or does not make it shorter. */
  async function write(
    covered: Covered,
    given: {
      sessionId: string
      target: ModelTarget
      agent: Summariser | undefined
      budget: HistoryBudget
      ratio: number
      earlier: Summary | undefined
      task: ChatMessage | undefined
    },
  ) {
    const { target, agent, budget, ratio } = given
    const source = forModels(covered.source, [target], rule)
    const hidden = given.earlier?.private === true && !rule({ private: true }, target)
    const earlier = given.earlier && !hidden ? given.earlier.text : null
    const [task] = given.task ? forModels([given.task], [target], rule) : []
    const byRule = () => ({
      text: recordByRule({ source, task, earlier, limitTokens: budget.summary }),
      model: null,
      call: undefined,
    })
    if (!agent || target.api === 'builtin') return byRule()
    try {
      const messages = task && covered.partial && task.id !== source[0]?.id ? [task, ...source] : source
      const call = await agent.summarise({
        model: target,
        earlier,
        messages,
        limitTokens: budget.summary,
        tokenRatio: ratio,
        timeoutMs: SUMMARY_TIMEOUT_MS,
      })
      const shrinks = estimateTokens(call.text) < covered.tokens
      if (shrinks) return { text: call.text, model: target.reference, call }
      return { ...byRule(), call }
    } catch (error) {
      log.warn('A summary could not be made by the model; the rule makes it.', {
        model: target.reference,
        error,
      })
      return byRule()
    }
  }

  async function summarise(given: {
    sessionId: string
    runId: string | null
    target: ModelTarget
    agent: Summariser | undefined
    budget: HistoryBudget
    ratio: number
    skip: ReadonlySet<string>
    tainted: boolean
  }): Promise<boolean> {
    const { sessionId, runId, target, budget } = given
    const covered = findCovered(uncovered(sessionId, given.skip), budget.kept, windows.slim)
    if (!covered) return false
    const earlier = findReachable(sessionId)
    const startedAt = clock.now()
    const task = findFirstQuestion(db, sessionId)
    const written = await write(covered, { ...given, earlier, task })
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

  /** The summary that the newest messages still lead back to. */
  function findReachable(sessionId: string): Summary | undefined {
    const summary = findSummary(db, sessionId)
    return summary && !isBehindReset(db, summary) ? summary : undefined
  }

  return {
    async prepare(run, { targets, agent }) {
      const [target] = targets
      if (!target) throw new AppError('internal', 'The run has no model.')
      const { sessionId } = run
      const ratio = findTokenRatio(db, sessionId, target.reference)
      const budget = historyBudget(target, ratio)
      let window = windows.ofRun(run, budget.tokens)
      if (window.overflows) {
        const skip = windows.unfinished(sessionId)
        const tainted = window.messages.some((message) => message.metadata?.tainted)
        await summarise({ sessionId, runId: run.id, target, agent, budget, ratio, skip, tainted })
        window = windows.ofRun(run, budget.tokens)
      }
      return {
        messages: forModels(window.messages, targets, rule),
        tokenRatio: ratio,
        tainted: window.messages.some((message) => message.metadata?.tainted === true),
      }
    },
    async compact(sessionId) {
      const [target] = deps.targets(sessionId)
      if (!target) throw new AppError('internal', 'The session has no model.')
      const ratio = findTokenRatio(db, sessionId, target.reference)
      const budget = historyBudget(target, ratio)
      const before = windows.ofSession(sessionId, budget.tokens).tokens
      const kept = Math.min(budget.kept, Math.floor(before / 4))
      const asked = {
        sessionId,
        runId: null,
        target,
        agent: deps.findAgent(sessionId),
        ratio,
        tainted: false,
      }
      await summarise({ ...asked, budget: { ...budget, kept }, skip: windows.unfinished(sessionId) })
      return { before, after: windows.ofSession(sessionId, budget.tokens).tokens }
    },
  }
}
