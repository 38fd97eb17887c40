import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { LanguageModelMiddleware } from 'ai'
import { createOpenCalls } from './open-calls.ts'

/**
 * For vendor packages that pass each call on at its close signal: a tool that changes nothing starts already
 * at the last byte of its arguments. The package's own copy is dropped then.
 */
export const earlyReads: LanguageModelMiddleware = {
  specificationVersion: 'v4',
  wrapStream: async ({ doStream, params }) => {
    const { stream, ...rest } = await doStream()
    const offered = params.tools?.map((tool) => tool.name) ?? []
    return { ...rest, stream: stream.pipeThrough(passReadsOn(offered)) }
  },
}

function passReadsOn(
  offered: readonly string[],
): TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart> {
  const calls = createOpenCalls(offered)

  return new TransformStream({
    transform(part, controller) {
      switch (part.type) {
        case 'tool-input-start':
          // What a vendor says beside a call comes with its own copy only, and has to go back to it.
          if (!part.providerExecuted && !part.providerMetadata) calls.begin(part)
          break
        case 'tool-input-delta':
          if (calls.isPassed(part.id)) return
          controller.enqueue(part)
          if (calls.add(part)) calls.pass(part.id, controller)
          return
        case 'tool-input-end':
          if (calls.isPassed(part.id)) return
          break
        case 'tool-call':
          if (calls.isPassed(part.toolCallId)) return
          break
      }
      controller.enqueue(part)
    },
  })
}
