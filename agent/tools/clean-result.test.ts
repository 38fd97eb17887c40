import { expect, test } from 'vitest'
import { cleanResult } from './clean-result.ts'

test('a long result is looked through piece by piece, behind the end of a line where there is one', async () => {
  const asked: { runId: string; epoch: number; text: string }[] = []
  const gateway = {
    request: async (_method: string, params: { runId: string; epoch: number; text: string }) => {
      asked.push(params)
      return { text: params.text.toUpperCase() }
    },
  } as unknown as Parameters<typeof cleanResult>[1]['gateway']
  const text = `${'a line of words\n'.repeat(20_000)}${'x'.repeat(250_000)}`
  expect(await cleanResult(text, { gateway, fence: { runId: 'r', epoch: 2 } })).toBe(text.toUpperCase())
  expect(asked.every((params) => params.text.length <= 100_000 && params.epoch === 2)).toBe(true)
  expect(asked.slice(0, 3).every((params) => params.text.endsWith('words\n'))).toBe(true)
  expect(asked.length).toBeLessThan(10)
})
