import { fileURLToPath } from 'node:url'
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { replay } from '#testing/model-vendor/replay.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { createModelChain } from './chain.ts'
import { openModel } from './providers.ts'

let vendor: ModelVendor
beforeAll(async () => {
  vendor = await startModelVendor()
})
afterAll(() => vendor.stop())

const file = (name: string) =>
  fileURLToPath(new URL(`../../testing/fixtures/vendor-streams/${name}.chunks.txt`, import.meta.url))

async function listParts(api: ModelTarget['api']): Promise<LanguageModelV4StreamPart[]> {
  const baseUrl = `${vendor.url}/v1${api === 'google' ? 'beta' : ''}`
  const target: ModelTarget = {
    reference: `${api}:m`,
    api,
    provider: api,
    modelId: 'm',
    apiKey: 'test-key-1',
    baseUrl,
  }
  const { stream } = await createModelChain({ targets: [target], open: openModel }).model.doStream({
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
})
