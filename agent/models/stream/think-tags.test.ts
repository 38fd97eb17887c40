import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { targetOf } from '#testing/model-vendor/target.ts'
import { text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { createModelChain } from '../chain.ts'
import { openModel } from '../providers.ts'

globalThis.AI_SDK_LOG_WARNINGS = false
let vendor: ModelVendor
beforeAll(async () => {
  vendor = await startModelVendor()
})
afterAll(() => vendor.stop())

/** What comes of an answer: thoughts in brackets, then words; and the order of what began and ended. */
async function hear(
  api: ModelTarget['api'],
  pieces: readonly string[],
): Promise<[said: string, order: string]> {
  vendor.script([[text(pieces), toolCall('list', { path: '.' })]])
  const { model } = createModelChain({ targets: [targetOf(vendor, api)], open: openModel })
  const { stream } = await model.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
  })
  let said = ''
  const order: string[] = []
  for await (const part of stream) {
    if (part.type === 'reasoning-delta') said += `[${part.delta}]`
    if (part.type === 'text-delta') said += part.delta
    if (/^(reasoning|text)-(start|end)$/.test(part.type)) order.push(part.type)
  }
  return [said.replaceAll('][', ''), order.join(' ')]
}

const BOTH = 'reasoning-start reasoning-end text-start text-end'
const WORDS = 'text-start text-end'

it.each(['openai-compatible', 'ollama'] as const)('thoughts between tags are thoughts (%s)', async (api) => {
  const whole = '\n<think>\nLet me see: a < b.</think>\n\nYes, <think> is a tag.'
  const expected = '[Let me see: a < b.]Yes, <think> is a tag.'
  for (const pieces of [[whole], [...whole], whole.match(/[\s\S]{1,5}/g) ?? []]) {
    expect(await hear(api, pieces)).toEqual([expected, BOTH])
  }
  expect(await hear(api, ['<think>I was cut o', 'ff</th'])).toEqual([
    '[I was cut off</th]',
    'reasoning-start reasoning-end',
  ])
})

it.each([
  ['words that only begin like a tag', ['<thi', 'ngs> are here'], '<things> are here'],
  ['a tag within the words', ['Use ', '<think>', ' so </think>.'], 'Use <think> so </think>.'],
  ['the beginning of a tag and no more', ['<thin'], '<thin'],
  ['blank space', [' \n', ' Hello.'], ' \n Hello.'],
] as const)('%s stay as they are', async (_name, pieces, expected) => {
  expect(await hear('openai-compatible', pieces)).toEqual([expected, WORDS])
})

it('a vendor that keeps thoughts apart is taken at its word', async () => {
  expect(await hear('openai', ['<think>', 'x</think>'])).toEqual(['<think>x</think>', WORDS])
})
