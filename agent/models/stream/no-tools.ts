import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import type { LanguageModelMiddleware } from 'ai'

/** How Ollama refuses tools for a model whose template has no place for them. */
const REFUSES_TOOLS = /does not support tools/i

const NONE =
  'The model that you are takes no tools, so you can only talk here. Where something has to be done or looked at, say that, and that the owner can choose a model with tools for it.'

/** A model that takes no tools is asked again without them, and knows it: a plain conversation rather than an error. */
export const noTools: LanguageModelMiddleware = {
  specificationVersion: 'v4',
  wrapStream: async ({ doStream, model, params }) => {
    try {
      return await doStream()
    } catch (error) {
      if (!params.tools?.length || !REFUSES_TOOLS.test(bodyOf(error))) throw error
      return model.doStream(withoutTools(params))
    }
  },
}

function bodyOf(error: unknown): string {
  const { responseBody } = (error ?? {}) as { responseBody?: unknown }
  return typeof responseBody === 'string' ? responseBody : ''
}

function withoutTools({ tools: _, toolChoice: __, prompt, ...rest }: LanguageModelV4CallOptions) {
  const system = prompt.flatMap((message) => (message.role === 'system' ? [message.content] : []))
  const others = prompt.filter(({ role }) => role !== 'system')
  return {
    ...rest,
    prompt: [{ role: 'system' as const, content: [...system, NONE].join('\n\n') }, ...others],
  }
}
