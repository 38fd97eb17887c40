import type { ModelTarget } from '../agent-rpc.ts'

/** What a model of which nothing is known is taken to hold, in tokens. */
export const DEFAULT_CONTEXT_TOKENS = 32_768
/**
 * What Ollama is asked to hold (`num_ctx`). Its own default is 4096, by which it cuts a prompt without a
 * word (https://docs.ollama.com/faq); more costs memory with every request.
 */
export const OLLAMA_CONTEXT_TOKENS = 16_384
/** Most tokens of one prompt, however large the window is: a prompt costs with every step. */
const PROMPT_LIMIT = 200_000
/** Most tokens that are kept free for the answer. */
const OUTPUT_LIMIT = 16_384
/** Part of the window that stays empty, because the count is an estimate. */
const MARGIN = 0.08

/**
 * Context windows in tokens by `provider:model`. Read in November 2026: platform.claude.com/docs (models),
 * developers.openai.com/api/docs/models, ai.google.dev/gemini-api/docs/models, api-docs.deepseek.com
 * (pricing). The Qwen models hold at least this much.
 */
const WINDOWS: Readonly<Record<string, number>> = {
  'anthropic:claude-opus-5-5': 1_000_000,
  'anthropic:claude-sonnet-5-5': 1_000_000,
  'anthropic:claude-haiku-5-5': 1_000_000,
  'anthropic:claude-3-5-sonnet': 200_000,
  'openai:gpt-6-astra': 1_050_000,
  'openai:gpt-6.1-sol': 1_050_000,
  'openai:gpt-6.1-terra': 1_050_000,
  'openai:gpt-6-luna': 1_050_000,
  'openai:gpt-4o': 128_000,
  'openai:gpt-4-turbo': 128_000,
  'google:gemini-3.8-flash': 1_048_576,
  'google:gemini-3.5-flash-lite': 1_048_576,
  'alibaba:qwen3.7-max': 131_072,
  'alibaba:qwen3.7-plus': 131_072,
  'alibaba:qwen3.6-flash': 131_072,
  'alibaba:qwen-plus': 131_072,
  'deepseek:deepseek-flash': 1_000_000,
  'deepseek:deepseek-v4-pro': 1_000_000,
  'builtin:offline': 200_000,
}

/** How many tokens a model holds, prompt and answer together: configured, known, or the default. */
export function contextTokensOf(target: Pick<ModelTarget, 'api' | 'reference' | 'contextTokens'>): number {
  if (target.contextTokens !== undefined) return target.contextTokens
  if (target.api === 'ollama') return OLLAMA_CONTEXT_TOKENS
  return WINDOWS[target.reference] ?? DEFAULT_CONTEXT_TOKENS
}

/** How many tokens a prompt (instructions, tools, messages) may have, with room left for the answer. */
export function promptTokensOf(target: Parameters<typeof contextTokensOf>[0]): number {
  const window = contextTokensOf(target)
  const output = Math.min(OUTPUT_LIMIT, Math.floor(window / 4))
  return Math.min(PROMPT_LIMIT, Math.floor((window - output) * (1 - MARGIN)))
}
