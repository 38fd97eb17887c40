import type { JSONValue, ModelMessage, ToolSet } from 'ai'
import { tool } from 'ai'
import type * as z from 'zod'
import { BROKEN_STEP, type gatewayMethods, type RunStart, type SaidMessage } from '#protocol/agent-rpc.ts'
import { capOutput } from '#protocol/cap-output.ts'
import { fromShape } from '#protocol/errors.ts'
import type { ChatChunk, MessageMetadata } from '#protocol/messages.ts'
import { findTool, TOOL_TEXT_LIMIT } from '#protocol/tools.ts'
import { toModelMessages, toToolName } from './context.ts'
import { continueRun, withoutJoined } from './continue.ts'
import { createModelChain, type ModelChain } from './models/chain.ts'
import { openModel } from './models/providers.ts'
import { createPrompt } from './prompt.ts'
import { createRepetition } from './repetition.ts'
import type { GatewayPeer } from './rpc.ts'
import { runStep } from './step.ts'
import { createToolCalls, type ToolResult, type ToolRunner } from './tools/tool-calls.ts'

/** Most model steps of one run. */
const STEP_LIMIT = 50

/**
 * The loop at the heart: model step, its tools, next step, until the model has nothing more to call.
 * Resolves when the answer is complete; throws the AppError that ended it, or the signal's reason.
 */
export async function runLoop(options: {
  run: RunStart
  gateway: Pick<GatewayPeer, 'request' | 'notify'>
  runner: ToolRunner
  emit: (chunk: ChatChunk) => void
  flush: () => void
  signal: AbortSignal
  onModel: (reference: string) => void
}): Promise<void> {
  const { run, gateway, runner, emit, flush, signal, onModel } = options
  const fence = { runId: run.runId, epoch: run.epoch }
  const tools = offerTools(run.tools)
  const instructions = createPrompt(run)
  const messages = await toModelMessages(withoutJoined(run.messages))
  const repetition = createRepetition()
  const chain = createChain(run, { gateway, emit, onModel })
  const calls = createToolCalls({ fence, gateway, runner, emit, flush, signal })

  /** Commits a step; what the user has said meanwhile stands before the next one. */
  async function endStep(done: DoneStep): Promise<void> {
    flush()
    const { joined = [], refusal } = await gateway.request('step.end', { ...fence, ...done })
    if (!done.goesOn) return
    if (refusal) throw fromShape(refusal)
    messages.push(...(done.said as ModelMessage[]), ...(await toModelMessages(joined)))
  }

  emit({ type: 'start', messageId: run.messageId })
  let first = 1
  if (run.resume) {
    const earlier = await continueRun(run.resume, calls)
    messages.push(...earlier.messages)
    first = earlier.nextStep
    signal.throwIfAborted()
    if (earlier.broken) await endStep(brokenStep(run, { step: first - 1, said: earlier.broken }))
  }
  for (let step = first; step <= STEP_LIMIT; step += 1) {
    signal.throwIfAborted()
    emit({ type: 'start-step' })
    const outcome = await runStep({ model: chain.model, instructions, messages, tools, calls, emit, signal })
    emit({ type: 'finish-step' })
    if (outcome.results.length > 0) emitMetadata({ toolDurations: calls.durations() }, emit)
    const goesOn = outcome.results.length > 0
    await endStep({
      step,
      model: chain.answered() ?? '',
      finishReason: outcome.finishReason,
      usage: outcome.usage,
      estimatedTokens: chain.estimated(),
      said: goesOn ? [...outcome.said.map(withPlainToolNames), toToolMessage(outcome.results)] : [],
      goesOn,
    })
    if (!goesOn) return finish(emit)
    if (outcome.results.map((result) => repetition.note(result)).includes(true)) {
      say(stuckSentence(run), emit)
      return finish(emit)
    }
  }
  say(limitSentence(run), emit)
  finish(emit)
}

type DoneStep = Omit<z.infer<(typeof gatewayMethods)['step.end']['params']>, 'runId' | 'epoch'>

/** The step that another agent could not end: what it cost is not known. */
function brokenStep(run: RunStart, done: { step: number; said: SaidMessage[] }): DoneStep {
  const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, reasoningTokens: 0 }
  const model = run.resume?.message.metadata?.model ?? ''
  return { ...done, model, finishReason: BROKEN_STEP, usage, goesOn: true }
}

function createChain(
  run: RunStart,
  deps: {
    gateway: Pick<GatewayPeer, 'notify'>
    emit: (chunk: ChatChunk) => void
    onModel: (reference: string) => void
  },
): ModelChain {
  let shown: string | undefined
  return createModelChain({
    targets: run.models,
    open: openModel,
    ...(run.tokenRatio === undefined ? {} : { tokenRatio: run.tokenRatio }),
    onAnswer({ reference }) {
      if (shown === reference) return
      shown = reference
      deps.onModel(reference)
      emitMetadata({ model: reference }, deps.emit)
    },
    onMove(from, error) {
      deps.gateway.notify('log', {
        level: 'warn',
        message: 'a model failed, the next one is tried',
        fields: { runId: run.runId, model: from.reference, code: error.code, reason: error.message },
      })
    },
  })
}

/** The tools as the SDK offers them to a model. Without `execute`: starting them is our part. */
function offerTools(names: readonly string[]): ToolSet {
  const tools: ToolSet = {}
  for (const name of names) {
    const contract = findTool(name)
    if (contract) tools[name] = tool({ description: contract.description, inputSchema: contract.input })
  }
  return tools
}

function toToolMessage(results: readonly ToolResult[]): ModelMessage {
  return {
    role: 'tool',
    content: results.map(({ toolCallId, toolName, ok, output }) => ({
      type: 'tool-result',
      toolCallId,
      toolName: toToolName(toolName),
      output: ok
        ? { type: 'json', value: capOutput(output, TOOL_TEXT_LIMIT) as JSONValue }
        : { type: 'error-text', value: String(capOutput(output, TOOL_TEXT_LIMIT)) },
    })),
  }
}

function withPlainToolNames(message: ModelMessage): ModelMessage {
  if (message.role !== 'assistant' || typeof message.content === 'string') return message
  const content = message.content.map((part) =>
    part.type === 'tool-call' ? { ...part, toolName: toToolName(part.toolName) } : part,
  )
  return { ...message, content }
}

function finish(emit: (chunk: ChatChunk) => void): void {
  emit({ type: 'finish' })
}

/** Metadata chunks are merged into what the message has; the SDK's type asks for the whole of it. */
function emitMetadata(metadata: Partial<MessageMetadata>, emit: (chunk: ChatChunk) => void): void {
  emit({ type: 'message-metadata', messageMetadata: metadata as MessageMetadata })
}

function say(sentence: string, emit: (chunk: ChatChunk) => void): void {
  const id = 'openclaw-note'
  emit({ type: 'text-start', id })
  emit({ type: 'text-delta', id, delta: sentence })
  emit({ type: 'text-end', id })
}

function stuckSentence(run: RunStart): string {
  return isChinese(run)
    ? '同一个工具调用已经连续三次得到相同的结果，我先停在这里。请告诉我接下来怎么做。'
    : 'I stopped here: the same tool call gave the same result three times. Tell me how to go on.'
}

function limitSentence(run: RunStart): string {
  return isChinese(run)
    ? `我已经执行了 ${STEP_LIMIT} 步，先停在这里。回复“继续”我就接着做。`
    : `I stopped here after ${STEP_LIMIT} steps. Say “go on” and I continue.`
}

function isChinese(run: RunStart): boolean {
  const last = run.messages.findLast((message) => message.role === 'user')
  return last?.parts.some((part) => part.type === 'text' && /\p{Script=Han}/u.test(part.text)) ?? false
}
