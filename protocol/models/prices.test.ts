import { expect, it } from 'vitest'
import { costOf } from './prices.ts'

const usage = { inputTokens: 1_000_000, outputTokens: 0, cacheReadTokens: 0, reasoningTokens: 0 }

it.each([
  ['new input at the list price', {}, 4],
  ['what the vendor had kept at a tenth', { cacheReadTokens: 900_000 }, 0.4 + 0.36],
  ['what it keeps from now on at a quarter more', { cacheWriteTokens: 1_000_000 }, 5],
  ['and never more than there is', { cacheReadTokens: 5_000_000, cacheWriteTokens: 5_000_000 }, 0.4],
])('a call costs %s', (_what, counts, dollars) => {
  expect(costOf('anthropic:claude-opus-5-5', { ...usage, ...counts })).toBeCloseTo(dollars, 9)
})

it('nothing is asked for models on this machine, and nothing is known of others', () => {
  expect(costOf('lmstudio:some', usage)).toBe(0)
  expect(costOf('lab:some', usage)).toBeNull()
})
