import { setTimeout as delay } from 'node:timers/promises'
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError, type ErrorCode } from '#protocol/errors.ts'
import { createBudget } from '../window/budget.ts'
import { createCallIds } from './call-ids.ts'
import {
  type GuardedStream,
  guardStream,
  STREAM_LIMITS,
  type StreamLimits,
  withLimit,
} from './stream-guard.ts'
import { toModelError } from './vendor-error.ts'

/** Failures that another model may not share. A request that was rejected as such is our own fault and stays. */
const MOVES_ON: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'missing_key',
  'config_invalid',
  'model_auth',
  'unknown_model',
  'model_rate_limited',
  'model_unavailable',
  'model_timeout',
  'model_stream_cut',
])

/** Failures of the line rather than of the model: worth one more try where no other model is left. */
const RETRIES_ONCE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['model_unavailable', 'model_stream_cut'])
const RETRY_DELAY_MS = 250

const CONTENT = new Set(['text-delta', 'reasoning-delta', 'tool-input-start', 'tool-call', 'file', 'finish'])

export interface ModelChain {
  /** One model for the SDK that stands for the whole list. */
  readonly model: LanguageModelV4
  /** `provider:model` of the one that answered last; null while none has. */
  answered(): string | null
  /** What the last prompt was estimated at, in tokens before any ratio. */
  estimated(): number
}

interface Attempt {
  parts: LanguageModelV4StreamPart[]
  stream: GuardedStream
}

/**
 * The models of a run, tried in order. A failing model gives way to the next before the first content
 * part; after it, what was said stands and the failure is the run's. The one that answered keeps the rest of
 * the run, so that one answer is not sewn together from two models.
 */
export function createModelChain(options: {
  targets: readonly ModelTarget[]
  open: (target: ModelTarget) => Promise<LanguageModelV4>
  limits?: StreamLimits
  /** Vendor's tokens to estimated ones, as far as known; learnt anew from each answer. */
  tokenRatio?: number
  /** Told whenever a model gave way to the next. */
  onMove?: (from: ModelTarget, error: AppError) => void
  /** Told when a model starts to answer, before its first content part. */
  onAnswer?: (target: ModelTarget) => void
}): ModelChain {
  const { targets, open, limits = STREAM_LIMITS, onMove, onAnswer } = options
  const nextCallIds = createCallIds()
  let current = 0
  let answered: string | null = null
  const budget = createBudget(options.tokenRatio)

  async function tryTarget(target: ModelTarget, call: LanguageModelV4CallOptions, signal: AbortSignal) {
    try {
      const late = () =>
        new AppError(
          'model_timeout',
          `${target.reference} did not answer within ${limits.firstByteMs / 1000} s. Try again, or choose another model.`,
        )
      const work = open(target).then((model) => model.doStream(budget.fit(call, target)))
      const { stream } = await withLimit({ work, limitMs: limits.firstByteMs, signal, late })
      const guarded = guardStream({ stream, target, stallMs: limits.stallMs, signal })
      const parts: LanguageModelV4StreamPart[] = []
      for (;;) {
        const part = await guarded.next()
        if (part === undefined) break
        parts.push(part)
        if (CONTENT.has(part.type)) break
      }
      return { parts, stream: guarded } satisfies Attempt
    } catch (cause) {
      throw signal.aborted ? cause : toModelError(cause, target)
    }
  }

  async function start(call: LanguageModelV4CallOptions, signal: AbortSignal): Promise<Attempt> {
    const failures: { target: ModelTarget; error: AppError }[] = []
    let retried = false
    for (let index = current; index < targets.length; ) {
      const target = targets[index] as ModelTarget
      const attempt = new AbortController()
      try {
        const result = await tryTarget(
          target,
          { ...call, abortSignal: AbortSignal.any([signal, attempt.signal]) },
          signal,
        )
        current = index
        answered = target.reference
        onAnswer?.(target)
        return result
      } catch (cause) {
        // Ends the request of a model that is merely late.
        attempt.abort()
        if (!(cause instanceof AppError) || signal.aborted) throw cause
        const isLast = index === targets.length - 1
        if (isLast && !retried && RETRIES_ONCE.has(cause.code)) {
          retried = true
          await delay(RETRY_DELAY_MS, undefined, { signal })
          continue
        }
        if (budget.shrink(cause)) continue
        failures.push({ target, error: cause })
        if (!MOVES_ON.has(cause.code)) break
        if (!isLast) onMove?.(target, cause)
        index += 1
      }
    }
    throw combine(failures)
  }

  const model: LanguageModelV4 = {
    specificationVersion: 'v4',
    provider: 'openclaw',
    modelId: targets[0]?.reference ?? 'none',
    supportedUrls: {},
    async doGenerate() {
      throw new AppError('internal', 'The agent only streams.')
    },
    async doStream(call): Promise<LanguageModelV4StreamResult> {
      const signal = call.abortSignal ?? new AbortController().signal
      const { parts, stream } = await start(call, signal)
      const withOwnIds = nextCallIds()
      return {
        stream: new ReadableStream<LanguageModelV4StreamPart>({
          async pull(controller) {
            for (;;) {
              const part = parts.shift() ?? (await stream.next())
              if (part === undefined) return controller.close()
              if (part.type === 'finish') budget.learn(part.usage.inputTokens.total)
              const own = withOwnIds(part)
              if (own !== undefined) return controller.enqueue(own)
            }
          },
          cancel: () => stream.cancel(),
        }),
      }
    },
  }
  return { model, answered: () => answered, estimated: budget.estimated }
}

/** The last failure speaks, and names those before it. */
function combine(failures: readonly { target: ModelTarget; error: AppError }[]): AppError {
  const last = failures.at(-1)
  if (!last) return new AppError('internal', 'The run has no model.')
  if (failures.length === 1) return last.error
  const before = failures.slice(0, -1).map(({ target, error }) => `${target.reference} (${error.code})`)
  return new AppError(
    last.error.code,
    `${last.error.message} Tried before it: ${before.join(', ')}.`,
    last.error.retryAfterMs === undefined
      ? { cause: last.error }
      : { cause: last.error, retryAfterMs: last.error.retryAfterMs },
  )
}
