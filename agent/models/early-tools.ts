import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { LanguageModelMiddleware } from 'ai'
import { mayStartEarly, parseObject } from './whole-arguments.ts'

/** A call whose arguments are still coming, or were complete but not yet passed on. */
interface OpenCall {
  toolName: string
  text: string
}

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
  const open = new Map<string, OpenCall>()
  const passed = new Set<string>()
  let finishReason: string | undefined
  let carriesSignatures = false

  type Controller = TransformStreamDefaultController<LanguageModelV4StreamPart>

  function pass(id: string, call: OpenCall, controller: Controller): void {
    open.delete(id)
    passed.add(id)
    controller.enqueue({ type: 'tool-input-end', id })
    const input = call.text.trim() === '' ? '{}' : call.text
    controller.enqueue({ type: 'tool-call', toolCallId: id, toolName: call.toolName, input })
  }

  function passWhole(controller: Controller): void {
    for (const [id, call] of [...open]) if (parseObject(call.text)) pass(id, call, controller)
  }

  function passClosed(controller: Controller): void {
    if (finishReason === undefined || carriesSignatures) return
    const complete = finishReason === 'tool_calls' || finishReason === 'stop'
    for (const [id, call] of [...open]) {
      // Nothing of a call that the model's length limit cut off before its first argument is a call.
      if (complete || call.text.trim() !== '') pass(id, call, controller)
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
          open.set(part.id, { toolName: part.toolName, text: '' })
          controller.enqueue(part)
          return
        case 'tool-input-delta': {
          if (passed.has(part.id)) return
          controller.enqueue(part)
          const call = open.get(part.id)
          if (!call) return
          call.text += part.delta
          if (!carriesSignatures && part.delta.includes('}') && mayStartEarly(call, offered)) {
            pass(part.id, call, controller)
          }
          return
        }
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
          if (carriesSignatures && finishReason !== undefined && !passed.has(part.toolCallId)) {
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
