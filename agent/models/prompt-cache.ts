import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import type { LanguageModelMiddleware } from 'ai'

const MARK = { anthropic: { cacheControl: { type: 'ephemeral' } } }

/**
 * Tells Anthropic what to keep for the next request: tools with instructions, which every conversation
 * shares, and the whole of this one so far. The other vendors find the same beginning by themselves.
 */
export const promptCache: LanguageModelMiddleware = {
  specificationVersion: 'v4',
  transformParams: async ({ params }) => ({ ...params, prompt: markPrompt(params.prompt) }),
}

function markPrompt(prompt: LanguageModelV4Prompt): LanguageModelV4Prompt {
  const instructions = prompt.findLastIndex(({ role }) => role === 'system')
  return prompt.map((message, place) =>
    place === instructions || place === prompt.length - 1
      ? { ...message, providerOptions: { ...message.providerOptions, ...MARK } }
      : message,
  )
}
