import { answerUpTo, listCalls } from '#agent/models/fixtures/cut-answer.ts'
import { frameAnswer, RECORDED_CALLS } from '#agent/models/fixtures/recorded-calls.ts'
import { openModel } from '#agent/models/providers.ts'
import type { Figure } from '../figures.ts'

/** Every recorded call of every vendor, cut at every byte: how many cuts of a hundred passed on what was not closed. */
export async function measureCuts(): Promise<Figure[]> {
  const real = globalThis.fetch
  const figures: Figure[] = []
  for (const [api, name, closes] of RECORDED_CALLS) {
    const { body, closedAt } = frameAnswer(api, name, closes)
    const target = {
      reference: 'v:m',
      api,
      provider: 'v',
      modelId: 'm',
      apiKey: 'key',
      baseUrl: 'http://v/v1',
    }
    const model = await openModel(target)
    let wrong = 0
    for (let end = 0; end < closedAt - 2; end += 1) {
      globalThis.fetch = answerUpTo(body, end, end % 2 === 0)
      const { calls } = await listCalls(model)
      if (calls.length > 0) wrong += 1
    }
    const sample = (100 * wrong) / closedAt
    figures.push({
      name: `${api}, ${name}: cuts that let half a call pass`,
      unit: '%',
      goal: 0,
      samples: [sample],
    })
  }
  globalThis.fetch = real
  return figures
}
