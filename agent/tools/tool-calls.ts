import type { ToolTerms } from '#protocol/agent-rpc.ts'
import { AppError, toAppError } from '#protocol/errors.ts'
import type { ChatChunk } from '#protocol/messages.ts'
import { findTool } from '#protocol/tools.ts'
import type { GatewayPeer } from '../rpc.ts'
import { cleanResult } from './clean-result.ts'
import { type Picture, takePicture } from './picture.ts'
import { findTimeLimit } from './time-limit.ts'
import { createToolOutput } from './tool-output.ts'

/** Runs tools whose place is the machine: the tool host, or what stands in for it. */
export interface ToolRunner {
  run(
    name: string,
    input: unknown,
    options: {
      signal: AbortSignal
      onOutput?: (stdout: string, stderr: string) => void
      /** Under which terms the gateway allowed the call. */
      terms?: ToolTerms
      sessionId?: string
      /** Takes secrets out of what is kept in a file. */
      clean?: (text: string) => Promise<string>
    },
  ): Promise<{ ok: true; output: unknown } | { ok: false; error: string }>
}

export interface ToolCall {
  toolCallId: string
  toolName: string
  input: unknown
  /** Set where the call can't run: an unknown tool, broken JSON, arguments of the wrong shape. */
  problem?: string
}

export interface ToolResult extends ToolCall {
  ok: boolean
  /** The tool's output, or the sentence that says why there is none. */
  output: unknown
  /** What it has seen, for the model alone. */
  picture?: Picture | undefined
}

export interface ToolCalls {
  /** Starts a call at once; calls run side by side. Never rejects. */
  start(call: ToolCall): Promise<ToolResult>
  /** Gives up the calls that have not begun: their message will not be completed. */
  giveUp(): void
  /** Milliseconds that each finished call ran, by tool call id. */
  durations(): Record<string, number>
}

const PROBLEM_LIMIT = 2_000
const STOPPED = 'Stopped before it was finished.'

/**
 * The calls of one run. Each is decided by the gateway (`tool.begin`), run where its contract places it,
 * reported (`tool.end`), and shown as chunks as soon as there is something to show. What can't run becomes an
 * error result of at most `PROBLEM_LIMIT` characters for the model. A call id runs once.
 */
export function createToolCalls(options: {
  fence: { runId: string; epoch: number }
  gateway: Pick<GatewayPeer, 'request'>
  runner: ToolRunner
  emit: (chunk: ChatChunk) => void
  /** Sends waiting chunks, so that the gateway knows of a call before it is asked about it. */
  flush: () => void
  signal: AbortSignal
  /** The longest that a call may run, in milliseconds. */
  limitOf?: (call: ToolCall) => number | undefined
}): ToolCalls {
  const { fence, gateway, runner, emit, flush, signal, limitOf = findTimeLimit } = options
  const abandoned = new AbortController()
  const unbegun = AbortSignal.any([signal, abandoned.signal])
  const durations: Record<string, number> = {}
  const ids = new Set<string>()
  const clean = (text: string) => cleanResult(text, { gateway, fence })

  function fail(call: ToolCall, error: string): ToolResult {
    emit({ type: 'tool-output-error', toolCallId: call.toolCallId, errorText: error })
    return { ...call, ok: false, output: error }
  }

  async function begin(call: ToolCall): Promise<{ terms: ToolTerms } | { refusal: string }> {
    flush()
    const { toolCallId, toolName: tool, input } = call
    const asked = gateway.request('tool.begin', { ...fence, toolCallId, tool, input })
    const answer = await settle(asked, unbegun)
    if (answer === 'aborted') return { refusal: STOPPED }
    if (answer instanceof AppError) return { refusal: answer.message }
    if (answer.decision === 'deny') return { refusal: `Denied: ${answer.reason}` }
    return { terms: answer.terms ?? {} }
  }

  async function runTool(
    call: ToolCall,
    terms: ToolTerms,
  ): Promise<{ ok: boolean; output: unknown; stopped: boolean }> {
    const { toolCallId, toolName, input } = call
    const live = createToolOutput(toolCallId, emit)
    const late = new AbortController()
    const limitMs = limitOf(call)
    const timer = limitMs === undefined ? undefined : setTimeout(() => late.abort(), limitMs)
    const both = AbortSignal.any([signal, late.signal])
    const work =
      findTool(toolName)?.place === 'gateway'
        ? gateway
            .request('tool.run', { ...fence, toolCallId, tool: toolName, input })
            .then(({ output }) => ({ ok: true as const, output }))
        : runner.run(toolName, input, { signal: both, onOutput: live.add, terms, clean })
    const result = await settle(work, both)
    clearTimeout(timer)
    live.stop()
    if (result === 'aborted' && !signal.aborted) {
      const output = `${toolName} took longer than ${Math.round((limitMs ?? 0) / 1000)} s and was stopped. It may have had its effect.`
      return { ok: false, output, stopped: false }
    }
    if (result === 'aborted') return { ok: false, output: STOPPED, stopped: true }
    if (result instanceof AppError) return { ok: false, output: result.message, stopped: false }
    return { ok: result.ok, output: result.ok ? result.output : result.error, stopped: false }
  }

  async function perform(call: ToolCall): Promise<ToolResult> {
    const begun = await begin(call)
    if ('refusal' in begun) return fail(call, begun.refusal)
    const startedAt = performance.now()
    const { ok, stopped, ...given } = await runTool(call, begun.terms)
    const { output, picture } = takePicture(given.output)
    const durationMs = performance.now() - startedAt
    durations[call.toolCallId] = Math.round(durationMs)
    if (ok) emit({ type: 'tool-output-available', toolCallId: call.toolCallId, output })
    else fail(call, String(output))
    flush()
    const state = stopped ? 'stopped' : ok ? 'done' : 'failed'
    const ended = gateway.request('tool.end', {
      ...fence,
      toolCallId: call.toolCallId,
      state,
      output,
      durationMs,
    })
    // A stopped run does not wait for the commit; the line keeps the order.
    const told = await settle(ended, signal)
    if (told === 'aborted') return { ...call, ok: false, output: STOPPED }
    if (told instanceof AppError) return { ...call, ok: false, output: told.message }
    return { ...call, ok, output: 'output' in told ? told.output : output, picture }
  }

  return {
    giveUp: () => abandoned.abort(),
    durations: () => ({ ...durations }),
    async start(call) {
      const { toolCallId, toolName, input } = call
      if (ids.has(toolCallId)) return { ...call, ok: false, output: 'A call with this id was already made.' }
      ids.add(toolCallId)
      if (call.problem !== undefined) {
        const errorText = call.problem.slice(0, PROBLEM_LIMIT)
        emit({ type: 'tool-input-error', toolCallId, toolName, input, errorText })
        return { ...call, ok: false, output: errorText }
      }
      emit({ type: 'tool-input-available', toolCallId, toolName, input })
      return perform(call)
    },
  }
}

/** The value, the failure as an AppError, or `aborted`; never rejects and never waits longer than the signal. */
async function settle<T>(work: Promise<T>, signal: AbortSignal): Promise<T | AppError | 'aborted'> {
  const { promise: aborted, resolve } = Promise.withResolvers<'aborted'>()
  const abort = () => resolve('aborted')
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    return await Promise.race([work.catch((cause: unknown) => toAppError(cause)), aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
