import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import { toModelError } from '../connection/vendor-error.ts'

/** How long a model may be silent, in milliseconds: until it is connected, until it answers at all, and between two parts. */
export interface StreamLimits {
  connectMs: number
  firstByteMs: number
  stallMs: number
}

export const STREAM_LIMITS: StreamLimits = { connectMs: 8_000, firstByteMs: 60_000, stallMs: 120_000 }

/** Most characters of one answer, thoughts and arguments included: several times what any vendor sends. */
const ANSWER_LIMIT = 5_000_000

const CONTENT = new Set(['text-delta', 'reasoning-delta', 'tool-input-start', 'tool-call', 'file', 'finish'])

/** The value of a raw part that stands for words of the model which are kept back until it is known what they are. */
export const HELD = Object.freeze({ held: true })

/** Whether a part says something; what else comes may be a mere sign of life. */
export const isContent = (part: LanguageModelV4StreamPart): boolean =>
  CONTENT.has(part.type) ||
  part.type === 'tool-input-delta' ||
  (part.type === 'raw' && part.rawValue === HELD)

/** Reads one model's stream part by part: `undefined` at a proper end, an AppError for every other end. */
export interface GuardedStream {
  next(): Promise<LanguageModelV4StreamPart | undefined>
  cancel(): void
}

/**
 * Holds a stream to its promises: no silence longer than the limit (signs of life are silence), an end, one
 * error at most and nothing after it, and an end that the vendor itself declared. Packages end a cut stream with a made-up finish part; a
 * finish without the vendor's own reason counts as a cut.
 */
export function guardStream(options: {
  stream: ReadableStream<LanguageModelV4StreamPart>
  target: ModelTarget
  stallMs: number
  signal: AbortSignal
}): GuardedStream {
  const { target, stallMs, signal } = options
  const reader = options.stream.getReader()
  let finished = false
  let silentMs = 0
  let characters = 0

  function note(part: LanguageModelV4StreamPart): void {
    if (isContent(part)) silentMs = 0
    if ('delta' in part) characters += part.delta.length
    if (characters <= ANSWER_LIMIT) return
    throw new AppError(
      'model_rejected',
      `${target.reference} did not come to an end. It was stopped after ${ANSWER_LIMIT / 1_000_000} million characters.`,
    )
  }

  function cancel(): void {
    reader.cancel().catch(() => undefined)
  }

  return {
    cancel,
    async next() {
      const asked = performance.now()
      const read = withLimit({
        work: reader.read(),
        limitMs: Math.max(1, stallMs - silentMs),
        signal,
        late: () =>
          new AppError('model_timeout', `${target.reference} fell silent in the middle. Try again.`),
      })
      try {
        const { done, value: part } = await read
        if (done) {
          if (!finished) throw cutError(target)
          return undefined
        }
        silentMs += performance.now() - asked
        note(part)
        if (part.type === 'error') throw toModelError(part.error, target)
        if (part.type === 'finish') {
          if (target.api !== 'builtin' && part.finishReason.raw === undefined) throw cutError(target)
          finished = true
        }
        return part
      } catch (cause) {
        cancel()
        throw signal.aborted ? cause : toModelError(cause, target)
      }
    },
  }
}

/** Settles with the work, the limit or the signal, whichever comes first. */
export async function withLimit<T>(options: {
  work: PromiseLike<T>
  limitMs: number
  signal: AbortSignal
  late: () => AppError
}): Promise<T> {
  const { work, limitMs, signal, late } = options
  const { promise: interrupted, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(late()), limitMs)
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    return await Promise.race([work, interrupted])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

function cutError(target: ModelTarget): AppError {
  return new AppError(
    'model_stream_cut',
    `The connection to ${target.reference} broke before the answer was complete. Try again.`,
  )
}
