import { afterAll, beforeAll, expect, it } from 'vitest'
import { targetOf } from '#testing/model-vendor/target.ts'
import { failure, text } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { startDesk } from '../../fixtures/desk.ts'

globalThis.AI_SDK_LOG_WARNINGS = false
let vendor: ModelVendor
beforeAll(async () => {
  vendor = await startModelVendor()
})
afterAll(() => vendor.stop())

const ask = (error: string) => {
  vendor.script([[failure(400, { body: { error } })], [text('Hello.')]])
  return startDesk(vendor, { models: [targetOf(vendor, 'ollama', { modelId: 'gemma:2b' })] })
}

it('a model of Ollama that takes no tools talks without them, and is told so', async () => {
  const desk = ask('registry.ollama.ai/library/gemma:2b does not support tools')
  expect(await desk.end()).toMatchObject({ status: 'completed' })
  expect(desk.words()).toBe('Hello.')
  const [first, second] = vendor.requests.map(({ body }) => JSON.stringify(body))
  expect(first).toContain('"tools":[')
  expect(second).not.toContain('"tools":[')
  expect(second).toContain('takes no tools')
  expect(second).toContain('"num_ctx"')
})

it('every other refusal is told in Ollama’s own words', async () => {
  const ended = await ask('invalid options: num_ctx').end()
  expect(ended).toMatchObject({ status: 'failed', error: { code: 'model_rejected' } })
  expect(ended.error?.message).toContain('It said: invalid options: num_ctx')
})
