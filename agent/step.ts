import {
  type LanguageModel,
  type ModelMessage,
  streamText,
  type TextStreamPart,
  type ToolSet,
  toUIMessageChunk,
} from 'ai'
import type { ModelUsage } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatChunk } from '#protocol/messages.ts'
import { toModelUsage } from './models/usage.ts'
import type { ToolCall, ToolCalls, ToolResult } from './tools/tool-calls.ts'

interface StepOutcome {
  finishReason: string
  usage: ModelUsage
  /** The model's own words and calls, to be sent back with the next step. */
  said: ModelMessage[]
  results: ToolResult[]
}

/**
 * One answer of the model. The SDK starts tools only when the model has finished; so it gets none to
 * start, and each call starts here, when its own part comes, while the stream goes on. Resolves when
 * stream and tools are both done. Throws the AppError of a failed stream, after the tools that had begun
 * have ended; throws the signal's reason when stopped.
 */
export async function runStep(options: {
  model: LanguageModel
  instructions: string
  messages: ModelMessage[]
  tools: ToolSet
  calls: ToolCalls
  emit: (chunk: ChatChunk) => void
  signal: AbortSignal
}): Promise<StepOutcome> {
  const { model, instructions, messages, tools, calls, emit, signal } = options
  const running: Promise<ToolResult>[] = []
  const unfinished = new Set<string>()
  let failure: unknown
  let finish: Extract<TextStreamPart<ToolSet>, { type: 'finish-step' }> | undefined

  const stream = streamText({
    model,
    instructions,
    messages,
    tools,
    abortSignal: signal,
    maxRetries: 0,
    // Errors come as parts of the stream, too.
    onError: () => undefined,
  })
  try {
    for await (const part of stream.stream) {
      switch (part.type) {
        case 'tool-input-start':
          unfinished.add(part.id)
          emitPart(part, emit)
          break
        case 'tool-call':
          unfinished.delete(part.toolCallId)
          running.push(calls.start(toCall(part, tools)))
          break
        case 'error':
          failure ??= part.error
          break
        case 'finish-step':
          finish = part
          break
        case 'text-start':
        case 'text-delta':
        case 'text-end':
        case 'reasoning-start':
        case 'reasoning-delta':
        case 'reasoning-end':
        case 'tool-input-delta':
          emitPart(part, emit)
          break
      }
    }
  } catch (cause) {
    // Also a broken stream ends only after the tools that it started.
    failure ??= cause
  }
  if (failure !== undefined) calls.giveUp()
  const results = await Promise.all(running)
  signal.throwIfAborted()
  if (failure !== undefined) throw failure
  if (!finish) throw new AppError('model_stream_cut', 'The answer ended before it was complete. Try again.')
  if (unfinished.size > 0) {
    throw new AppError(
      'model_rejected',
      'The model reached its output limit in the middle of a tool call. Nothing of that call was run.',
    )
  }
  if (finish.finishReason === 'content-filter') {
    throw new AppError('model_rejected', 'The provider’s content filter stopped the answer.')
  }
  const said = (await stream.responseMessages).filter((message) => message.role === 'assistant')
  return { finishReason: finish.finishReason, usage: toModelUsage(finish.usage), said, results }
}

function emitPart(part: TextStreamPart<ToolSet>, emit: (chunk: ChatChunk) => void): void {
  const chunk = toUIMessageChunk(part)
  if (chunk) emit(chunk as ChatChunk)
}

function toCall(part: Extract<TextStreamPart<ToolSet>, { type: 'tool-call' }>, tools: ToolSet): ToolCall {
  const { toolCallId, toolName, input } = part
  if (!part.invalid) return { toolCallId, toolName, input }
  const offered = Object.keys(tools)
  if (!offered.includes(toolName)) {
    const list = offered.length > 0 ? `The tools are: ${offered.join(', ')}.` : 'There are no tools here.'
    return { toolCallId, toolName, input, problem: `There is no tool ${toolName.slice(0, 64)}. ${list}` }
  }
  const problem =
    typeof input === 'string'
      ? `The arguments of ${toolName} are not valid JSON. Send the call again, with one JSON object.`
      : `The arguments of ${toolName} do not fit: ${firstCause(part.error)}`
  return { toolCallId, toolName, input, problem }
}

/** The innermost error says which field is wrong; the outer ones repeat the whole input. */
function firstCause(error: unknown): string {
  let current = error
  while (current instanceof Error && current.cause instanceof Error) current = current.cause
  return current instanceof Error ? current.message.slice(0, 1_000) : 'invalid'
}
