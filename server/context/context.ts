import type { Db } from '#db/client.ts'
import type { Run } from '#db/queries/runs.ts'
import { findTokenRatio } from '#db/queries/usage.ts'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { forModels, type MayLeave, mayLeave } from '#protocol/privacy.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Windows } from '../runs/window.ts'
import { historyBudget } from './budget.ts'
import { createSummarise } from './summarise.ts'
import type { Summariser } from './write-summary.ts'

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
  const { db, windows } = deps
  const rule = deps.mayLeave ?? mayLeave
  const summarise = createSummarise({ ...deps, rule })

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
