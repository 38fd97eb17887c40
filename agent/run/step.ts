import {
  type LanguageModel,
  type ModelMessage,
  streamText,
  type TextStreamPart,
  type ToolSet,
  toUIMessageChunk,
} from 'ai'
import * as z from 'zod'
import { BROKEN_STEP, type ModelUsage } from '#protocol/agent-rpc.ts'
import { AppError, describeIssues, toAppError } from '#protocol/errors.ts'
import type { ChatChunk } from '#protocol/messages.ts'
import { toModelUsage } from '../models/usage.ts'
import type { ToolCall, ToolCalls, ToolResult } from '../tools/tool-calls.ts'
import { createSaidRecord, type ToolCallPart } from './said-record.ts'

/** More than this in one message is a model gone wild. */
const CALL_LIMIT = 64

interface StepOutcome {
  finishReason: string
  usage: ModelUsage
  /** The model's own words and calls, to be sent back with the next step. */
  said: ModelMessage[]
  results: ToolResult[]
  /** Whether it said anything to the user. */
  spoke: boolean
}

interface StepOptions {
  model: LanguageModel
  instructions: string
  messages: ModelMessage[]
  tools: ToolSet
  calls: ToolCalls
  emit: (chunk: ChatChunk) => void
  signal: AbortSignal
  /**
   * The model failed in the middle: undefined where another try will be made, else what the run fails with.
   * `withdrawn`: no call had begun, so what was shown is taken back and the step begins anew.
   */
  breakOff: (error: AppError, withdrawn: boolean) => AppError | undefined
}

/**
 * One answer of the model. The SDK starts tools only when the model has finished; so it gets none to
 * start, and each call starts here, when its own part comes, while the stream goes on. Resolves when
 * stream and tools are both done; with `again` where the step has to begin anew. A stream that breaks after
 * a call was made ends the step with what it has: the call runs once, and its result goes to whoever
 * speaks next. Throws the AppError of a failed stream, after the tools that had begun have ended;
 * throws the signal's reason when stopped.
 */
export async function runStep(options: StepOptions): Promise<StepOutcome | 'again'> {
  const { model, instructions, messages, tools, calls, emit, signal } = options
  const running: Promise<ToolResult>[] = []
  const unfinished = new Map<string, string>()
  const heard = createSaidRecord()
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
          unfinished.set(part.id, part.toolName)
          emitPart(part, emit)
          break
        case 'tool-call':
          unfinished.delete(part.toolCallId)
          // A tool of the vendor's own ran there.
          if (part.providerExecuted) break
          heard.addCall(part)
          running.push(calls.start(toCall(part, { tools, count: running.length })))
          break
        case 'error':
          failure ??= part.error
          break
        case 'finish-step':
          finish = part
          break
        case 'text-delta':
          heard.addText(part.text)
          emitPart(part, emit)
          break
        case 'text-start':
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
  if (failure === undefined && !finish) failure = new AppError('model_stream_cut', CUT)
  if (failure === undefined && isEmpty()) failure = new AppError('model_unavailable', EMPTY)
  const isBroken = failure !== undefined
  if (isBroken && !signal.aborted) failure = options.breakOff(toAppError(failure), running.length === 0)
  const goesOn = isBroken && failure === undefined
  if (goesOn && running.length === 0) return 'again'
  if (failure !== undefined && !goesOn) calls.giveUp()
  const results = await Promise.all(running)
  signal.throwIfAborted()
  if (goesOn) {
    for (const [toolCallId, toolName] of unfinished) {
      emit({ type: 'tool-input-error', toolCallId, toolName, input: {}, errorText: HALF_CALL })
    }
    return {
      finishReason: BROKEN_STEP,
      usage: NO_USAGE,
      said: [heard.message()],
      results,
      spoke: heard.spoke(),
    }
  }
  if (failure !== undefined || !finish) throw failure
  if (unfinished.size > 0) throw new AppError('model_rejected', LIMIT_IN_CALL)
  if (finish.finishReason === 'content-filter') {
    throw new AppError('model_rejected', 'The provider’s content filter stopped the answer.')
  }
  const said = (await stream.responseMessages).filter((message) => message.role === 'assistant')
  return {
    finishReason: finish.finishReason,
    usage: toModelUsage(finish.usage),
    said,
    results,
    spoke: heard.spoke(),
  }

  /** After a tool a model may have nothing to add. */
  function isEmpty(): boolean {
    const isFirst = messages.at(-1)?.role !== 'tool'
    return (
      isFirst &&
      running.length === 0 &&
      unfinished.size === 0 &&
      !heard.spoke() &&
      finish?.finishReason === 'stop'
    )
  }
}

const NO_USAGE: ModelUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, reasoningTokens: 0 }
const CUT = 'The answer ended before it was complete. Try again.'
const EMPTY = 'The model gave an empty answer. Try again, or choose another model.'
const HALF_CALL = 'The model broke off in the middle of this call. Nothing of it was run.'
const LIMIT_IN_CALL =
  'The model reached its output limit in the middle of a tool call. Nothing of that call was run.'

function emitPart(part: TextStreamPart<ToolSet>, emit: (chunk: ChatChunk) => void): void {
  const chunk = toUIMessageChunk(part)
  if (chunk) emit(chunk as ChatChunk)
}

function toCall(part: ToolCallPart, { tools, count }: { tools: ToolSet; count: number }): ToolCall {
  const { toolCallId, toolName, input } = part
  if (count >= CALL_LIMIT) {
    const problem = `A message may hold ${CALL_LIMIT} calls; this one was not run.`
    return { toolCallId, toolName, input, problem }
  }
  if (!part.invalid) return { toolCallId, toolName, input }
  const offered = Object.keys(tools)
  if (!offered.includes(toolName)) {
    const list = offered.length > 0 ? `The tools are: ${offered.join(', ')}.` : 'There are no tools here.'
    return { toolCallId, toolName, input, problem: `There is no tool ${toolName.slice(0, 64)}. ${list}` }
  }
  const problem =
    typeof input === 'string'
      ? `The arguments of ${toolName} are not valid JSON. Send the call again, with one JSON object.`
      : `The arguments of ${toolName} do not fit. ${firstCause(part.error)}`
  return { toolCallId, toolName, input, problem }
}

/** The innermost error says which field is wrong; the outer ones repeat the whole input. */
function firstCause(error: unknown): string {
  let current = error
  while (current instanceof Error && current.cause instanceof Error) current = current.cause
  if (current instanceof z.ZodError) return describeIssues(current).slice(0, 1_000)
  return current instanceof Error ? current.message.slice(0, 1_000) : 'Read its schema again.'
}
