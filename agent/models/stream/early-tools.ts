import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { LanguageModelMiddleware } from 'ai'
import { createOpenCalls, type PartController, parseObject } from './open-calls.ts'

/**
 * For vendor packages that speak the chat-completions wire: they hold every tool call back until the
 * stream has ended. This passes a call on at its close signal, which on that wire is the start of the next
 * call, text or reasoning after it, or the chunk that bears `finish_reason`; a tool that changes
 * nothing starts already when its arguments are whole. The package's own late copy is dropped. A call that
 * was never closed (the stream was cut) is never passed on. See docs/models.md.
 */
export const earlyTools: LanguageModelMiddleware = {
  specificationVersion: 'v4',
  // The finish reason shows only in the raw chunks before the end of the stream.
  transformParams: async ({ params }) => ({ ...params, includeRawChunks: true }),
  wrapStream: async ({ doStream, params }) => {
    const { stream, ...rest } = await doStream()
    return { ...rest, stream: stream.pipeThrough(passCallsOn(params.tools?.map((tool) => tool.name) ?? [])) }
  },
}

function passCallsOn(
  offered: readonly string[],
): TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart> {
  const calls = createOpenCalls(offered)
  let finishReason: string | undefined
  let carriesSignatures = false

  function passWhole(controller: PartController): void {
    for (const { id, text } of calls.list()) if (parseObject(text)) calls.pass(id, controller)
  }

  function passClosed(controller: PartController): void {
    if (finishReason === undefined || carriesSignatures) return
    const complete = finishReason === 'tool_calls' || finishReason === 'stop'
    for (const { id, text } of calls.list()) {
      // Nothing of a call that the model's length limit cut off before its first argument is a call.
      if (complete || text.trim() !== '') calls.pass(id, controller)
    }
  }

  return new TransformStream({
    transform(part, controller) {
      switch (part.type) {
        case 'raw': {
          // The raw chunk comes before the parts made of it: what an earlier one closed can go now.
          passClosed(controller)
          const facts = readChunk(part.rawValue)
          finishReason ??= facts.finishReason
          carriesSignatures ||= facts.carriesSignatures
          if (!facts.bearsCalls) passClosed(controller)
          return
        }
        case 'tool-input-start':
          if (!carriesSignatures) passWhole(controller)
          calls.begin(part)
          controller.enqueue(part)
          return
        case 'tool-input-delta':
          if (calls.isPassed(part.id)) return
          controller.enqueue(part)
          if (calls.add(part) && !carriesSignatures) calls.pass(part.id, controller)
          return
        case 'text-start':
        case 'text-delta':
        case 'reasoning-start':
        case 'reasoning-delta':
          if (!carriesSignatures) passWhole(controller)
          controller.enqueue(part)
          return
        case 'tool-input-end':
          // The package ends every call when the stream ends, also when it was cut.
          passClosed(controller)
          if (carriesSignatures && finishReason !== undefined) controller.enqueue(part)
          return
        case 'tool-call':
          if (carriesSignatures && finishReason !== undefined && !calls.isPassed(part.toolCallId)) {
            controller.enqueue(part)
          }
          return
        default:
          controller.enqueue(part)
      }
    },
  })
}

/** What the packages do not tell of a chunk of the wire. */
function readChunk(raw: unknown): {
  finishReason: string | undefined
  bearsCalls: boolean
  /** Gemini signs its calls here; the signature comes back only on the package's own copy of the call. */
  carriesSignatures: boolean
} {
  const choices = (raw as { choices?: unknown } | null)?.choices
  const choice = (Array.isArray(choices) ? choices[0] : undefined) as
    | { finish_reason?: unknown; delta?: { tool_calls?: unknown } | null }
    | undefined
  const calls = Array.isArray(choice?.delta?.tool_calls) ? choice.delta.tool_calls : []
  return {
    finishReason: typeof choice?.finish_reason === 'string' ? choice.finish_reason : undefined,
    bearsCalls: calls.length > 0,
    carriesSignatures: calls.some(
      (call: unknown) => (call as { extra_content?: unknown })?.extra_content != null,
    ),
  }
}
