import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { targetOf } from '#testing/model-vendor/target.ts'
import { text } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { askModel } from './fixtures/ask-model.ts'

globalThis.AI_SDK_LOG_WARNINGS = false
let vendor: ModelVendor
beforeAll(async () => {
  vendor = await startModelVendor()
})
afterAll(() => vendor.stop())

/** What stands in a request, in its vendor's own words; the least that there is where none is not to be had. */
const WORDS: [ModelTarget['api'], modelId: string, RegExp, RegExp][] = [
  ['anthropic', 'claude-opus-5-5', /"thinking":\{"type":"adaptive".*"effort":"high"/, /"effort":"low"/],
  ['openai', 'gpt-6.1-sol', /"reasoning_effort":"high"/, /"reasoning_effort":"low"/],
  ['google', 'gemini-3.8-flash', /"thinkingLevel":"high","includeThoughts":true/, /"thinkingLevel":"low"\}/],
  ['deepseek', 'deepseek-flash', /"thinking":\{"type":"enabled"\}/, /"thinking":\{"type":"disabled"\}/],
  ['alibaba', 'qwen3-max', /"enable_thinking":true/, /"enable_thinking":false/],
  ['ollama', 'qwen3', /"think":true/, /"think":false/],
  ['openai-compatible', 'some-model', /"reasoning_effort":"high"/, /"reasoning_effort":"none"/],
]

it.each(WORDS)('a model thinks as much as its owner says (%s)', async (api, modelId, ...[much, none]) => {
  const ask = async (fields: Partial<ModelTarget>) => {
    vendor.script([[text('Hello.')]])
    const { error } = await askModel(targetOf(vendor, api, { modelId, ...fields }))
    expect(error).toBeUndefined()
    return JSON.stringify(vendor.requests.at(-1)?.body)
  }
  expect(await ask({ reasoning: 'high' })).toMatch(much)
  expect(await ask({ reasoning: 'none' })).toMatch(none)
  expect(await ask({})).not.toMatch(/effort|thinking|"think":true/)
})
