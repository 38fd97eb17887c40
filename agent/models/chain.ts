import { setTimeout as delay } from 'node:timers/promises'
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import type { ModelChange } from '#protocol/messages.ts'
import { fitFiles } from '../attachments/fit-files.ts'
import { fitPictures, placePictures } from '../attachments/fit-pictures.ts'
import { createBudget } from '../window/budget.ts'
import { withConnectLimit } from './connection/connect-limit.ts'
import { toModelError } from './connection/vendor-error.ts'
import { createModelLine } from './line.ts'
import { createCallIds } from './stream/call-ids.ts'
import {
  type GuardedStream,
  guardStream,
  isContent,
  STREAM_LIMITS,
  type StreamLimits,
  withLimit,
} from './stream/stream-guard.ts'

/** Between two tries of the same model, in milliseconds. */
const RETRY_DELAY_MS = 250

export interface ModelChain {
  /** One model for the SDK that stands for the whole list. */
  readonly model: LanguageModelV4
  /** `provider:model` of the one that answered last; null while none has. */
  answered(): string | null
  /** What the last prompt was estimated at, in tokens before any ratio. */
  estimated(): number
  /**
   * The one that answers failed in the middle: undefined where another try makes sense, by the next model or
   * by the same, else what the run fails with. `withdrawn`: what it had said in this step is taken back.
   */
  breakOff(error: AppError, withdrawn: boolean): AppError | undefined
}

interface Attempt {
  parts: LanguageModelV4StreamPart[]
  stream: GuardedStream
}

/**
 * The models of a run, tried in order. A failing model gives way to the next before the first content
 * part; after it the one who reads the stream decides, by `breakOff`, whether the step begins anew. The one
 * that answered keeps the rest of the run.
 */
export function createModelChain(options: {
  targets: readonly ModelTarget[]
  open: (target: ModelTarget) => Promise<LanguageModelV4>
  limits?: StreamLimits
  /** Vendor's tokens to estimated ones, as far as known; learnt anew from each answer. */
  tokenRatio?: number
  /** Ids of the calls that the run has made before. */
  callIds?: readonly string[]
  /** Told of each failure of a model. */
  onFailure?: (target: ModelTarget, error: AppError) => void
  /** Told when a model starts to answer, before its first content part, and whom it stands in for. */
  onAnswer?: (target: ModelTarget, changes: ModelChange[]) => void
}): ModelChain {
  const { targets, open, limits = STREAM_LIMITS, onFailure, onAnswer } = options
  const nextCallIds = createCallIds(options.callIds)
  const line = createModelLine(targets)
  let answered: string | null = null
  let speaking = false
  const budget = createBudget(options.tokenRatio)

  async function tryTarget(target: ModelTarget, call: LanguageModelV4CallOptions, signal: AbortSignal) {
    try {
      const late = () =>
        new AppError(
          'model_timeout',
          `${target.reference} did not answer within ${limits.firstByteMs / 1000} s. Try again, or choose another model.`,
        )
      const begin = async () => {
        const model = await open(target)
        const fitting = await fitFiles(fitPictures(call, target), target)
        const prompt = placePictures(budget.fit(fitting, target), target)
        return model.doStream(target.reasoning ? { ...prompt, reasoning: target.reasoning } : prompt)
      }
      const work = withConnectLimit(begin, limits.connectMs)
      const { stream } = await withLimit({ work, limitMs: limits.firstByteMs, signal, late })
      const guarded = guardStream({ stream, target, stallMs: limits.stallMs, signal })
      const parts: LanguageModelV4StreamPart[] = []
      for (;;) {
        const part = await guarded.next()
        if (part === undefined) break
        parts.push(part)
        if (isContent(part)) break
      }
      return { parts, stream: guarded } satisfies Attempt
    } catch (cause) {
      throw signal.aborted ? cause : toModelError(cause, target)
    }
  }

  async function start(call: LanguageModelV4CallOptions, signal: AbortSignal): Promise<Attempt> {
    speaking = false
    for (;;) {
      const target = line.current()
      const attempt = new AbortController()
      try {
        const abortSignal = AbortSignal.any([signal, attempt.signal])
        const result = await tryTarget(target, { ...call, abortSignal }, signal)
        answered = target.reference
        speaking = true
        onAnswer?.(target, line.answer())
        return result
      } catch (cause) {
        // Ends the request of a model that is merely late.
        attempt.abort()
        if (!(cause instanceof AppError) || signal.aborted) throw cause
        if (budget.shrink(cause)) continue
        onFailure?.(target, cause)
        if (!line.passOver(cause)) throw line.failure()
        if (line.current() === target) await delay(RETRY_DELAY_MS, undefined, { signal })
      }
    }
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
  return {
    model,
    answered: () => answered,
    estimated: budget.estimated,
    breakOff(error, withdrawn) {
      if (!speaking) return error
      onFailure?.(line.current(), error)
      return line.breakOff(error, withdrawn) ? undefined : line.failure()
    },
  }
}
