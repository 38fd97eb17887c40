import { fileURLToPath } from 'node:url'
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { replay } from '#testing/model-vendor/replay.ts'
import { targetOf } from '#testing/model-vendor/target.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { createModelChain } from './chain.ts'
import { openModel } from './providers.ts'

let vendor: ModelVendor
beforeAll(async () => {
  vendor = await startModelVendor()
})
afterAll(() => vendor.stop())

const file = (name: string, folder = 'vendor-streams') =>
  fileURLToPath(new URL(`../../testing/fixtures/${folder}/${name}.chunks.txt`, import.meta.url))

async function listParts(api: ModelTarget['api']): Promise<LanguageModelV4StreamPart[]> {
  const { stream } = await createModelChain({
    targets: [targetOf(vendor, api)],
    open: openModel,
  }).model.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
  })
  const parts: LanguageModelV4StreamPart[] = []
  for await (const part of stream) parts.push(part)
  return parts
}

/** What a stream amounts to, whatever pieces it came in. */
function sumUp(parts: readonly LanguageModelV4StreamPart[]) {
  const join = (type: 'text-delta' | 'reasoning-delta') =>
    parts.map((part) => (part.type === type ? part.delta : '')).join('')
  const finish = parts.find((part) => part.type === 'finish')
  return {
    text: join('text-delta'),
    reasoning: join('reasoning-delta'),
    calls: parts.flatMap((part) =>
      part.type === 'tool-call' ? [{ name: part.toolName, input: JSON.parse(part.input) as unknown }] : [],
    ),
    finish: finish?.finishReason.unified,
    inputTokens: finish?.usage.inputTokens.total,
    cachedTokens: finish?.usage.inputTokens.cacheRead ?? 0,
    outputTokens: finish?.usage.outputTokens.total,
  }
}

describe('a stream that a vendor really sent', () => {
  it.each([
    ['anthropic', 'anthropic-text', undefined],
    ['anthropic', 'anthropic-tool-no-args', { name: 'updateIssueList', input: {} }],
    ['alibaba', 'alibaba-tool-call', { name: 'weather', input: { location: 'San Francisco' } }],
    ['openai-compatible', 'alibaba-tool-call', { name: 'weather', input: { location: 'San Francisco' } }],
    ['deepseek', 'deepseek-tool-call', { name: 'weather', input: { location: 'San Francisco' } }],
    ['google', 'google-tool-call', { name: 'weather', input: { location: 'San Francisco' } }],
    ['google', 'google-stream-tool-call-arguments', { name: 'getWeather', input: { location: 'Boston' } }],
  ] as const)('comes whole through %s (%s), in whatever pieces', async (api, name, call) => {
    vendor.script([replay(file(name)), replay(file(name), { pieceBytes: 7 })])
    const parts = await listParts(api)
    const sum = sumUp(parts)
    if (call) expect(sum.calls[0]).toMatchObject(call)
    expect(sum.calls).toHaveLength(
      new Set(parts.flatMap((part) => (part.type === 'tool-input-start' ? [part.id] : []))).size,
    )
    expect(sum.finish).toBe(call ? 'tool-calls' : 'stop')
    expect(sum.outputTokens).toBeGreaterThan(0)
    expect(sumUp(await listParts(api))).toEqual(sum)
  })

  it.each([
    ['openai', 'openai-chat-text', { text: /\S/, reasoning: /^$/ }],
    ['openai-compatible', 'openai-chat-text', { text: /\S/, reasoning: /^$/ }],
    ['google', 'google-text', { text: /\S/, reasoning: /^$/ }],
    ['alibaba', 'alibaba-reasoning', { text: /\S/, reasoning: /\S/ }],
    ['openai-compatible', 'alibaba-reasoning', { text: /\S/, reasoning: /\S/ }],
    ['deepseek', 'deepseek-reasoning', { text: /\S/, reasoning: /\S/ }],
  ] as const)('keeps words, thoughts and counts apart (%s, %s)', async (api, name, expected) => {
    vendor.script([replay(file(name)), replay(file(name), { pieceBytes: 4_001 })])
    const sum = sumUp(await listParts(api))
    expect(sum.text).toMatch(expected.text)
    expect(sum.reasoning).toMatch(expected.reasoning)
    expect(sum).toMatchObject({ finish: 'stop', calls: [] })
    expect(sum.inputTokens).toBeGreaterThan(0)
    expect(sum.outputTokens).toBeGreaterThan(0)
    expect(sumUp(await listParts(api))).toEqual(sum)
  })

  it('tells the vendor’s own program from the calls that it made, each of them whole (anthropic)', async () => {
    vendor.script([replay(file('anthropic-programmatic-tools'))])
    const calls = (await listParts('anthropic')).filter((part) => part.type === 'tool-call')
    const own = calls.filter(({ providerExecuted }) => providerExecuted !== true)
    expect([calls.length, own.length]).toEqual([15, 14])
    for (const { toolName, input } of own) {
      expect([toolName, JSON.parse(input)]).toEqual([
        'rollDie',
        { player: expect.stringMatching(/^player[12]$/) },
      ])
    }
  })
})

describe('a stream as a vendor’s page shows it (documented, not recorded)', () => {
  it.each([
    ['openai', 'openai-tool-call', { name: 'get_weather', input: { location: 'Paris, France' } }],
    ['openai', 'openai-tool-no-args', { name: 'list_cities', input: {} }],
    ['openai-compatible', 'openai-tool-no-args', { name: 'list_cities', input: {} }],
    ['deepseek', 'deepseek-tool-no-args', { name: 'list_cities', input: {} }],
    ['alibaba', 'openai-tool-no-args', { name: 'list_cities', input: {} }],
    ['google', 'google-tool-no-args', { name: 'list_cities', input: {} }],
    ['ollama', 'ollama-tool-call', { name: 'get_weather', input: { city: 'Tokyo' } }],
    ['ollama', 'ollama-tool-no-args', { name: 'list_cities', input: {} }],
  ] as const)('gives its call and its counts (%s, %s)', async (api, name, call) => {
    vendor.script([replay(file(name, 'vendor-examples'))])
    const sum = sumUp(await listParts(api))
    expect(sum.calls).toEqual([call])
    expect(sum.inputTokens).toBe(api === 'ollama' ? 169 : 82)
    expect(sum.cachedTokens).toBe(/^(openai|deepseek)-tool-no-args$/.test(name) ? 64 : 0)
    expect(sum.outputTokens).toBe(api === 'ollama' ? 15 : 17)
  })

  it.each([
    ['ollama', 18, /^First, count the letters\.\|There are three\.$/],
    ['google', 14, /^First, count the letters\.\|There are three\.$/],
    ['anthropic', 15, /^I need [\s\S]+ 7 × 21 \+ 0\|The greatest [\w ]+ is \*\*21\*\*\.$/],
  ] as const)('keeps thoughts apart (%s)', async (api, outputTokens, expected) => {
    vendor.script([replay(file(`${api}-thinking`, 'vendor-examples'))])
    const sum = sumUp(await listParts(api))
    expect(sum).toMatchObject({ finish: 'stop', outputTokens })
    expect(`${sum.reasoning}|${sum.text}`).toMatch(expected)
  })
})
