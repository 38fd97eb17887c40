import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { answerUpTo, listCalls } from './fixtures/cut-answer.ts'
import { frameAnswer, RECORDED_CALLS } from './fixtures/recorded-calls.ts'
import { openModel } from './providers.ts'

afterEach(() => vi.unstubAllGlobals())

/** Nothing is read of an event before its line ends: inside of it one place stands for all. */
function listCuts(ends: readonly number[]): number[] {
  return ends.flatMap((end, place) => {
    const start = ends[place - 1] ?? 0
    return [start + 1, Math.floor((start + end) / 2), end - 3, end - 2, end - 1, end]
  })
}

/** Cuts an answer everywhere: nothing passes before it is closed, and nothing but whole calls after that. */
async function check(model: LanguageModelV4, recorded: (typeof RECORDED_CALLS)[number]): Promise<void> {
  const { body, ends, closedAt } = frameAnswer(...recorded)
  const take = (end: number, broken: boolean) => {
    vi.stubGlobal('fetch', answerUpTo(body, end, broken))
    return listCalls(model)
  }
  const whole = await take(body.length, false)
  expect(whole.ok).toBe(true)
  expect(whole.calls.length).toBeGreaterThan(0)
  for (const end of listCuts(ends)) {
    const { calls, inputs } = await take(end, end % 2 === 0)
    const where = `cut at byte ${end} of ${body.length}, closed at ${closedAt}`
    // The empty line after an event is not needed to read it.
    if (end < closedAt - 2) expect(calls, where).toEqual([])
    const closed = { calls: whole.calls.slice(0, calls.length), inputs: whole.inputs.slice(0, calls.length) }
    expect({ calls, inputs }, where).toEqual(closed)
  }
}

describe('K2: an answer that a vendor really sent, cut anywhere,', () => {
  it.each(RECORDED_CALLS)(
    'passes on no call before it is closed, and no half of one (%s, %s)',
    async (...recorded) => {
      const [api] = recorded
      const address = { apiKey: 'test-key-1', baseUrl: 'http://v/v1' }
      const model = await openModel({ reference: 'v:m', api, provider: 'v', modelId: 'm', ...address })
      await check(model, recorded)
    },
  )

  it('is more than the packages promise: one that is used as it comes is found out', async () => {
    const plain = createOpenAICompatible({ name: 'v', baseURL: 'http://v/v1' })('m')
    const recorded = RECORDED_CALLS.find(([api]) => api === 'openai-compatible')
    if (!recorded) throw new Error('There is no recording to try it with.')
    await expect(check(plain, recorded)).rejects.toThrow('cut at byte')
  })
})
