import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { AppError } from '#protocol/errors.ts'
import { promptTokensOf } from '#protocol/models/context-window.ts'
import { clampRatio, estimateMessage } from '#protocol/models/tokens.ts'
import { createMeasure, fitPrompt } from './fit.ts'

/** How often a prompt that a vendor called too long is sent again, each time half as long. */
const SHRINK_LIMIT = 3
const TOO_LONG =
  /context.{0,20}(length|window|size|limit)|maximum context|too many (input )?tokens|prompt is too long|(input|request|prompt).{0,30}(too (long|large)|exceeds)|exceeds? .{0,40}tokens/i

/**
 * Keeps the prompts of a run inside the window of the model that gets them. The estimate is corrected by
 * what the vendor counted, and by its refusal where that comes first.
 */
export function createBudget(knownRatio = 1) {
  let ratio = clampRatio(knownRatio)
  let factor = 1
  let shrunk = 0
  let estimated = 0
  const measure = createMeasure()

  return {
    /** The call with a prompt that fits this model. */
    fit(call: LanguageModelV4CallOptions, target: ModelTarget): LanguageModelV4CallOptions {
      const tools = (call.tools ?? []).reduce((sum, tool) => sum + estimateMessage(tool), 0)
      const room = Math.floor((promptTokensOf(target) * factor) / ratio) - tools
      const prompt = fitPrompt(call.prompt, room, measure)
      estimated = prompt.reduce((sum, message) => sum + measure(message), tools)
      return { ...call, prompt }
    },
    /** Whether the same call is worth another try, shorter, after this failure. */
    shrink(error: AppError): boolean {
      if (error.code !== 'model_rejected' || !TOO_LONG.test(error.message) || shrunk >= SHRINK_LIMIT)
        return false
      shrunk += 1
      factor /= 2
      return true
    },
    /** What the vendor counted for the last prompt. */
    learn(inputTokens: number | undefined): void {
      if (inputTokens && estimated > 0) ratio = clampRatio(inputTokens / estimated)
    },
    estimated: () => estimated,
  }
}
