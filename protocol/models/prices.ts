import type { ModelUsage } from '../agent-rpc.ts'

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number
  /** Input that the vendor had in its cache. */
  readonly cached: number
  readonly output: number
  /** Prompts of more tokens than `above` cost `input` and `cached` times `inputFactor`, `output` times `outputFactor`. */
  readonly long?: { readonly above: number; readonly inputFactor: number; readonly outputFactor: number }
}

const price = (input: number, cached: number, output: number): Price => ({ input, cached, output })
/** OpenAI: above 272 000 tokens input costs double and output half as much again. */
const LONG_OPENAI = { above: 272_000, inputFactor: 2, outputFactor: 1.5 }

/**
 * List prices by `provider:model`, read in November 2026. A model that is not here has no known price: Qwen's
 * differs by region and prompt length, and `gpt-6.1-terra` and `gemini-3.5-flash-lite` were not found.
 */
const PRICES: Readonly<Record<string, Price>> = {
  // platform.claude.com/docs/about-claude/models; cache reads cost a tenth of the input.
  'anthropic:claude-opus-5-5': price(4, 0.4, 20),
  'anthropic:claude-sonnet-5-5': price(2, 0.2, 10),
  'anthropic:claude-haiku-5-5': price(0.1, 0.01, 0.5),
  // developers.openai.com/api/docs/models and the pricing page there.
  'openai:gpt-6-astra': { ...price(10, 1, 50), long: LONG_OPENAI },
  'openai:gpt-6.1-sol': { ...price(2, 0.1, 10), long: LONG_OPENAI },
  'openai:gpt-6-luna': { ...price(0.1, 0.01, 0.5), long: LONG_OPENAI },
  'openai:gpt-4o': price(2.5, 1.25, 10),
  // ai.google.dev/gemini-api/docs/pricing: the standard price; half of it until the end of 2026.
  'google:gemini-3.8-flash': price(1.5, 0.15, 7.5),
  // api-docs.deepseek.com/quick_start/pricing: peak hours; other hours cost half.
  'deepseek:deepseek-flash': price(0.3, 0.006, 1.2),
  'deepseek:deepseek-v4-pro': price(1.32, 0.044, 3.96),
}

/** What Anthropic asks for beside the price of the input that it keeps for five minutes; others keep it for nothing. */
const CACHE_WRITE_EXTRA = 0.25

/** Models on this machine: electricity is not counted. */
const FREE = /^(builtin|ollama|lmstudio|llamacpp):/

/** The list price of `provider:model`; undefined where it is not known. Models on this machine cost nothing. */
export function findPrice(reference: string): Price | undefined {
  return FREE.test(reference) ? price(0, 0, 0) : PRICES[reference]
}

/**
 * What one call cost in US dollars; null where the price is not known. `reference` is `provider:model`.
 * Where a vendor charges less at some hours this is the higher price: a cap must not be passed.
 */
export function costOf(reference: string, usage: ModelUsage): number | null {
  const found = findPrice(reference)
  if (!found) return null
  const isLong = found.long !== undefined && usage.inputTokens > found.long.above
  const inputFactor = isLong ? (found.long?.inputFactor ?? 1) : 1
  const outputFactor = isLong ? (found.long?.outputFactor ?? 1) : 1
  const cached = Math.min(usage.cacheReadTokens, usage.inputTokens)
  const written = Math.min(usage.cacheWriteTokens ?? 0, usage.inputTokens - cached)
  const input =
    (usage.inputTokens - cached + written * CACHE_WRITE_EXTRA) * found.input + cached * found.cached
  return (input * inputFactor + usage.outputTokens * found.output * outputFactor) / 1_000_000
}
