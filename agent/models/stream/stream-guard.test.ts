import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import { type GuardedStream, guardStream, withLimit } from './stream-guard.ts'

const target: ModelTarget = { reference: 'v:m', api: 'openai', provider: 'v', modelId: 'm' }
type Source = (signal: AbortSignal) => AsyncGenerator<LanguageModelV4StreamPart>

type Guard = (stream: ReadableStream<LanguageModelV4StreamPart>, signal: AbortSignal) => GuardedStream
const guard: Guard = (stream, signal) => guardStream({ stream, target, stallMs: 60, signal })

/** K3 on any implementation: each of these streams ends with an error, however late on a busy machine. */
async function checkEnds(implementation: Guard, limitMs = 20_000): Promise<void> {
  const sources: Record<string, Source> = {
    async *silent(signal) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      yield { type: 'ping' } as LanguageModelV4StreamPart
    },
    async *alive(signal) {
      while (!signal.aborted) {
        yield { type: 'raw', rawValue: ': still here' }
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    async *endless(signal) {
      while (!signal.aborted) yield { type: 'text-delta', id: 't', delta: 'x'.repeat(100_000) }
    },
  }
  for (const [name, source] of Object.entries(sources)) {
    const stop = new AbortController()
    const guarded = implementation(toStream(source(stop.signal)), stop.signal)
    const limit = setTimeout(() => stop.abort(new Error(`${name} went on`)), limitMs)
    try {
      await expect(readAll(guarded), name).rejects.toMatchObject({ code: expect.stringMatching(/^model_/) })
    } finally {
      clearTimeout(limit)
      stop.abort()
    }
  }
}

async function readAll(guarded: GuardedStream): Promise<void> {
  while ((await guarded.next()) !== undefined);
}

it('K3: a stream that says nothing, only signs of life, or never ends, is ended', () => checkEnds(guard))

/** Begins to count anew with every part, and counts no characters. */
const planted: Guard = (stream, signal) => {
  const reader = stream.getReader()
  const late = () => new AppError('model_timeout', 'late')
  return {
    cancel: () => undefined,
    next: async () => (await withLimit({ work: reader.read(), limitMs: 60, signal, late })).value,
  }
}

it('K3: a planted guard that takes a sign of life for an answer is found out', () =>
  expect(checkEnds(planted, 400)).rejects.toThrow())

function toStream(
  source: AsyncGenerator<LanguageModelV4StreamPart>,
): ReadableStream<LanguageModelV4StreamPart> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await source.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
}
