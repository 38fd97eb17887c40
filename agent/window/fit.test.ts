import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import { summaryMessage } from '#protocol/chat/summary.ts'
import { estimateMessage } from '#protocol/models/tokens.ts'
import { fitPrompt } from './fit.ts'
import { findFlaw } from './fixtures/strict-vendor.ts'
import { shapePrompt } from './shape.ts'

type Message = LanguageModelV4Prompt[number]
const words = (length: number) => 'lorem ipsum '.repeat(Math.ceil(length / 12)).slice(0, length)
const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] })
const says = (text: string): Message => ({ role: 'assistant', content: [{ type: 'text', text }] })
const call = (id: string) => ({
  type: 'tool-call' as const,
  toolCallId: id,
  toolName: 'read',
  input: { path: id },
})
const result = (id: string, value: string) => ({
  type: 'tool-result' as const,
  toolCallId: id,
  toolName: 'read',
  output: { type: 'text' as const, value },
})
const calls = (id: string): Message => ({ role: 'assistant', content: [call(id)] })
const gives = (id: string, value: string): Message => ({ role: 'tool', content: [result(id, value)] })
const size = (prompt: LanguageModelV4Prompt) =>
  prompt.reduce((sum, message) => sum + estimateMessage(message.content), 0)

/** The same numbers every time (mulberry32). */
function createRandom(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** A history that a crash may have cut anywhere: any order of roles, calls without results, and the reverse. */
function randomHistory(random: (below: number) => number): LanguageModelV4Prompt {
  const length = () => [0, 3, 80, 2_000, 30_000, random(200) === 0 ? 5_000_000 : 9_000][random(6)] ?? 0
  const messages: Message[] = [{ role: 'system', content: words(1_200) }]
  for (let index = random(60); index >= 0; index -= 1) {
    const id = `call-${random(40)}`
    const made = [
      user(words(length())),
      says(words(length())),
      calls(id),
      gives(id, words(length())),
      user(`汉字${'汉'.repeat(random(3_000))}`),
      { role: 'assistant' as const, content: [] },
    ][random(6)]
    if (made) messages.push(made)
  }
  return [...messages, user('what now?')]
}

describe('a prompt', () => {
  it('is valid and under the window whatever a crash left of the history, 5 MB results included', () => {
    const random = createRandom(7)
    for (let round = 0; round < 400; round += 1) {
      const limit = [1_000, 4_000, 5_650, 90_000][random(4)] ?? 4_000
      const prompt = fitPrompt(randomHistory(random), limit)
      expect(findFlaw(prompt), `round ${round}`).toBeUndefined()
      expect(size(prompt), `round ${round}`).toBeLessThanOrEqual(limit)
      expect(JSON.stringify(prompt.at(-1)), `round ${round}`).toMatch(/what now\?/)
    }
  })

  it('that fits and is well formed goes out as it is', () => {
    const prompt = [
      { role: 'system' as const, content: 'Be brief.' },
      user('a'),
      calls('1'),
      gives('1', 'x'),
      says('b'),
      user('c'),
    ]
    expect(fitPrompt(prompt, 10_000)).toEqual(prompt)
  })

  it('gives up old results first, then old turns; the summary, the question and its newest result stay', () => {
    const prompt = [
      user(summaryMessage('the task is to paint the house')),
      user('first'),
      says(words(4_000)),
      user('second'),
      calls('old'),
      gives('old', words(20_000)),
      says('done'),
      user('third'),
      calls('new'),
      gives('new', words(6_000)),
    ]
    const roomy = fitPrompt(prompt, 3_700)
    expect(JSON.stringify(roomy)).toContain('first')
    expect(JSON.stringify(roomy)).toContain('characters left out')
    const tight = JSON.stringify(fitPrompt(prompt, 2_200))
    expect(tight).toContain('paint the house')
    expect(tight).toContain(words(6_000))
    expect(tight).not.toContain('second')
  })

  it('keeps the newest step of a long answer, not its oldest', () => {
    const steps = Array.from({ length: 30 }, (_, index) => [
      calls(`c${index}`),
      gives(`c${index}`, words(500)),
    ]).flat()
    const fitted = JSON.stringify(fitPrompt([user('go'), ...steps], 900))
    expect(fitted).toContain('"c29"')
    expect(fitted).not.toContain('"c2"')
  })

  it('whose single step is larger than the window still comes down to the question', () => {
    const many = Array.from({ length: 64 }, (_, index) => `n${index}`)
    const prompt: LanguageModelV4Prompt = [
      user('go'),
      { role: 'assistant', content: many.map(call) },
      { role: 'tool', content: many.map((id) => result(id, words(9_000))) },
    ]
    const fitted = fitPrompt(prompt, 1_000)
    expect(size(fitted)).toBeLessThanOrEqual(1_000)
    expect(findFlaw(fitted)).toBeUndefined()
  })
})

describe('the shape', () => {
  it('gives each call one result behind it, and drops results that nothing called for', () => {
    const shaped = shapePrompt([
      gives('ghost', 'x'),
      says('hello'),
      calls('1'),
      user('go on'),
      gives('2', 'y'),
    ])
    expect(shaped.map((message) => message.role)).toEqual(['user', 'assistant', 'tool', 'user'])
    expect(JSON.stringify(shaped)).toContain('Whether it took effect is not known')
    expect(JSON.stringify(shaped)).not.toContain('ghost')
  })
})
