import type { ModelMessage } from 'ai'
import type * as z from 'zod'
import { BROKEN_STEP, type gatewayMethods, type RunStart, type SaidMessage } from '#protocol/agent-rpc.ts'
import { fromShape } from '#protocol/errors.ts'
import type { ChatChunk, MessageMetadata } from '#protocol/messages.ts'
import { createMessageReader } from '../attachments/read-messages.ts'
import { createRunChain } from '../models/run-chain.ts'
import { createPrompt } from '../prompt/prompt.ts'
import { limitSentence, silentSentence, stuckSentence } from '../prompt/sentences.ts'
import type { GatewayPeer } from '../rpc.ts'
import { createToolCalls, type ToolRunner } from '../tools/tool-calls.ts'
import { continueRun, withoutJoined } from './continue.ts'
import { offerTools, toToolMessage, withPlainToolNames } from './model-tools.ts'
import { createRepetition } from './repetition.ts'
import { runStep } from './step.ts'

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
  const read = createMessageReader(run, gateway)
  const messages = await read(withoutJoined(run.messages), run.context.note)
  const repetition = createRepetition()
  let isStale = false
  const chain = createRunChain(run, {
    gateway,
    onModel(said) {
      // Not before somebody says it better: where nobody does, half an answer is more than none.
      if (isStale) emit({ type: 'reset-step' })
      isStale = false
      onModel(said.model)
      emitMetadata(said, emit)
    },
  })
  const calls = createToolCalls({ fence, gateway, runner, emit, flush, signal })

  /** Commits a step; what the user has said meanwhile stands before the next one. */
  async function endStep(
    done: DoneStep,
    seen: readonly ModelMessage[] = done.said as ModelMessage[],
  ): Promise<void> {
    flush()
    const { joined = [], refusal } = await gateway.request('step.end', { ...fence, ...done })
    if (!done.goesOn) return
    if (refusal) throw fromShape(refusal)
    messages.push(...seen, ...(await read(joined)))
  }

  async function takeStep() {
    const { model, breakOff } = chain
    const given = { model, instructions, messages, tools, calls, emit, signal, breakOff }
    for (;;) {
      const outcome = await runStep(given)
      if (outcome !== 'again') return outcome
      isStale = true
    }
  }

  emit({ type: 'start', messageId: run.messageId })
  let first = 1
  let spoke = run.resume !== undefined
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
    const outcome = await takeStep()
    spoke ||= outcome.spoke
    emit({ type: 'finish-step' })
    if (outcome.results.length > 0) emitMetadata({ toolDurations: calls.durations() }, emit)
    const goesOn = outcome.results.length > 0
    const words = goesOn ? outcome.said.map(withPlainToolNames) : []
    const gave = (inWords: boolean) => (goesOn ? [toToolMessage(outcome.results, { inWords })] : [])
    const done = {
      step,
      model: chain.answered() ?? '',
      finishReason: outcome.finishReason,
      usage: outcome.usage,
      estimatedTokens: chain.estimated(),
      said: [...words, ...gave(true)],
      goesOn,
    }
    // Pictures are for the model alone: they are not kept.
    await endStep(done, [...words, ...gave(false)])
    if (!goesOn) {
      if (!spoke) say(silentSentence(run), emit)
      return finish(emit)
    }
    if (outcome.results.map((result) => repetition.note(result)).includes(true)) {
      say(stuckSentence(run), emit)
      return finish(emit)
    }
  }
  say(limitSentence(run, STEP_LIMIT), emit)
  finish(emit)
}

type DoneStep = Omit<z.infer<(typeof gatewayMethods)['step.end']['params']>, 'runId' | 'epoch'>

/** The step that another agent could not end: what it cost is not known. */
function brokenStep(run: RunStart, done: { step: number; said: SaidMessage[] }): DoneStep {
  const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, reasoningTokens: 0 }
  const model = run.resume?.message.metadata?.model ?? ''
  return { ...done, model, finishReason: BROKEN_STEP, usage, goesOn: true }
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
