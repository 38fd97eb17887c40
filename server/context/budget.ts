import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { promptTokensOf } from '#protocol/models/context-window.ts'

/** Most tokens of history in a prompt, however much the model holds: all of it is paid for with every step. */
const HISTORY_LIMIT = 60_000
/** Instructions and the description of the tools. */
const FIXED_TOKENS = 3_000
/** Less than this is no conversation. */
const LEAST_TOKENS = 1_000
/** Part of the budget that stays word for word when the rest becomes a summary, and part for the summary. */
const KEPT_PART = 0.4
const SUMMARY_PART = 0.15
const SUMMARY_LIMIT = 2_000

export interface HistoryBudget {
  /** Estimated tokens that the history of a prompt may have. */
  readonly tokens: number
  readonly kept: number
  readonly summary: number
}

/** How much history a model gets. `ratio`: its vendor's tokens to estimated ones. */
export function historyBudget(target: ModelTarget, ratio: number): HistoryBudget {
  const room = Math.floor(promptTokensOf(target) * 0.9) - FIXED_TOKENS
  const tokens = Math.floor(Math.max(LEAST_TOKENS, Math.min(HISTORY_LIMIT, room)) / ratio)
  return {
    tokens,
    kept: Math.floor(tokens * KEPT_PART),
    summary: Math.min(SUMMARY_LIMIT, Math.floor(tokens * SUMMARY_PART)),
  }
}
