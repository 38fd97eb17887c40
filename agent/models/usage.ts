import type { LanguageModelUsage } from 'ai'
import type { ModelUsage } from '#protocol/agent-rpc.ts'

/** The SDK's usage as whole numbers; what a vendor did not report counts as 0. */
export function toModelUsage(usage: LanguageModelUsage): ModelUsage {
  const cacheWriteTokens = whole(usage.inputTokenDetails.cacheWriteTokens)
  return {
    ...(cacheWriteTokens > 0 ? { cacheWriteTokens } : {}),
    inputTokens: whole(usage.inputTokens),
    outputTokens: whole(usage.outputTokens),
    cacheReadTokens: whole(usage.inputTokenDetails.cacheReadTokens),
    reasoningTokens: whole(usage.outputTokenDetails.reasoningTokens),
  }
}

function whole(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) && value > 0 ? Math.round(value) : 0
}
