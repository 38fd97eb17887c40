import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { LanguageModelMiddleware } from 'ai'
import { mayStartEarly } from './whole-arguments.ts'

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
  const open = new Map<string, { toolName: string; text: string }>()
  const passed = new Set<string>()

  return new TransformStream({
    transform(part, controller) {
      switch (part.type) {
        case 'tool-input-start':
          // What a vendor says beside a call comes with its own copy only, and has to go back to it.
          if (!part.providerExecuted && !part.providerMetadata) {
            open.set(part.id, { toolName: part.toolName, text: '' })
          }
          controller.enqueue(part)
          return
        case 'tool-input-delta': {
          if (passed.has(part.id)) return
          controller.enqueue(part)
          const call = open.get(part.id)
          if (!call) return
          call.text += part.delta
          if (!part.delta.includes('}') || !mayStartEarly(call, offered)) return
          passed.add(part.id)
          const { toolName, text: input } = call
          controller.enqueue({ type: 'tool-input-end', id: part.id })
          controller.enqueue({ type: 'tool-call', toolCallId: part.id, toolName, input })
          return
        }
        case 'tool-input-end':
          if (!passed.has(part.id)) controller.enqueue(part)
          return
        case 'tool-call':
          if (!passed.has(part.toolCallId)) controller.enqueue(part)
          return
        default:
          controller.enqueue(part)
      }
    },
  })
}
