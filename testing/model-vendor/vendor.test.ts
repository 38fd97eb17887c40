import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import {
  generateText,
  jsonSchema,
  type LanguageModel,
  streamText,
  type TextStreamPart,
  type ToolSet,
} from 'ai'
import { createOllama } from 'ollama-ai-provider-v2'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { replay } from './replay.ts'
import { cut, failure, garbage, hold, reasoning, stall, text, toolCall, usage } from './turn.ts'
import { type ModelVendor, startModelVendor } from './vendor.ts'

let vendor: ModelVendor
beforeEach(async () => {
  vendor = await startModelVendor()
})
afterEach(() => vendor.stop())

const lab = () =>
  createOpenAICompatible({ name: 'lab', baseURL: `${vendor.url}/v1`, apiKey: 'k', includeUsage: true })('m')
const anthropic = () => createAnthropic({ baseURL: `${vendor.url}/v1`, apiKey: 'k' })('claude-opus-5-5')
const ollama = () => createOllama({ baseURL: `${vendor.url}/api` })('llama3')

const google = () => createGoogle({ baseURL: `${vendor.url}/v1beta`, apiKey: 'k' })('gemini-3.8-flash')

const WIRES: [string, () => LanguageModel][] = [
  ['OpenAI chat completions', lab],
  ['Anthropic messages', anthropic],
  ['Ollama chat', ollama],
  ['Gemini generateContent', google],
]

const inputSchema = jsonSchema({ type: 'object' })
const tools: ToolSet = { read: { inputSchema }, status: { inputSchema } }
const quiet = { prompt: 'hello', tools, maxRetries: 0, onError: () => {} }

/** Every part, and whether the stream told of an error (as a part, or by breaking). */
async function readParts(model: LanguageModel) {
  const parts: TextStreamPart<ToolSet>[] = []
  try {
    for await (const part of streamText({ model, ...quiet }).stream) parts.push(part)
  } catch {
    return { parts, broken: true, error: undefined }
  }
  const error = parts.find((part) => part.type === 'error')?.error
  return { parts, broken: error !== undefined, error }
}

function textOf(parts: TextStreamPart<ToolSet>[]): string {
  return parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('')
}

describe.each(WIRES)('the fake vendor speaks %s', (_name, createModel) => {
  test('text, reasoning and usage arrive whole', async () => {
    vendor.script([[reasoning('hm, well'), text(['Hel', 'lo ', '世界']), usage(11, 7)]])
    const result = streamText({ model: createModel(), ...quiet })
    expect(await result.text).toBe('Hello 世界')
    expect(await result.reasoningText).toBe('hm, well')
    expect(await result.usage).toMatchObject({ inputTokens: 11, outputTokens: 7 })
    expect(JSON.stringify(vendor.requests[0]?.body)).toContain('hello')
  })

  test('two tool calls in one message, one of them without arguments', async () => {
    vendor.script([[text('Looking.'), toolCall('read', { path: 'a/"b".json' }), toolCall('status')]])
    const calls = await streamText({ model: createModel(), ...quiet }).toolCalls
    expect(calls.map((call) => [call.toolName, call.input])).toEqual([
      ['read', { path: 'a/"b".json' }],
      ['status', {}],
    ])
    expect(new Set(calls.map((call) => call.toolCallId)).size).toBe(2)
  })

  test('an error status reaches the client with its headers', async () => {
    vendor.script([[failure(429, { retryAfterSeconds: 7 })]])
    const { error } = await readParts(createModel())
    expect(error).toMatchObject({ statusCode: 429, responseHeaders: { 'retry-after': '7' } })
  })

  test('a cut breaks the stream after what was sent', async () => {
    vendor.script([[text(['one ', 'two ']), cut()]])
    const { parts, broken } = await readParts(createModel())
    expect(textOf(parts)).toBe('one two ')
    expect(broken).toBe(true)
    expect(await vendor.requests[0]?.outcome).toBe('cut')
  })

  test('a stall ends when the client leaves', async () => {
    vendor.script([[text(['one ']), stall()]])
    const leave = new AbortController()
    for await (const part of streamText({ model: createModel(), ...quiet, abortSignal: leave.signal })
      .stream) {
      if (part.type === 'text-delta') leave.abort()
    }
    expect(await vendor.requests[0]?.outcome).toBe('left')
  })

  test('a hold waits for the test', async () => {
    const gate = Promise.withResolvers<void>()
    vendor.script([[text(['before ']), hold(gate.promise), text(['after'])]])
    const seen: string[] = []
    for await (const delta of streamText({ model: createModel(), ...quiet }).textStream) {
      seen.push(delta)
      gate.resolve()
    }
    expect(seen).toEqual(['before ', 'after'])
  })

  test('an answer without streaming says the same', async () => {
    vendor.script([[text('All at once.'), toolCall('read', { path: 'x' })]])
    const result = await generateText({ model: createModel(), prompt: 'hello', tools, maxRetries: 0 })
    expect(result.text).toBe('All at once.')
    expect(result.toolCalls.map((call) => call.input)).toEqual([{ path: 'x' }])
  })

  test('a request beyond the script is refused', async () => {
    vendor.script([])
    expect((await readParts(createModel())).error).toMatchObject({ statusCode: 400 })
  })
})

test('garbage on the line is an error, not an answer', async () => {
  vendor.script([[text(['fine ']), garbage()]])
  expect((await readParts(lab())).broken).toBe(true)
})

test('the catalogue routes name the models', async () => {
  vendor.setModels(['llama3:8b'])
  const tags = (await (await fetch(`${vendor.url}/api/tags`)).json()) as { models: { name: string }[] }
  const list = (await (await fetch(`${vendor.url}/v1/models`)).json()) as { data: { id: string }[] }
  expect(tags.models.map((model) => model.name)).toEqual(['llama3:8b'])
  expect(list.data.map((model) => model.id)).toEqual(['llama3:8b'])
})

test('a recorded stream arrives whole however its bytes are split, and breaks where it is cut', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recorded-'))
  const file = join(folder, 'anthropic.chunks.txt')
  const lines = [
    {
      type: 'message_start',
      message: { id: 'msg_1', model: 'm', content: [], usage: { input_tokens: 3, output_tokens: 1 } },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüße, ' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '世界 👋' } },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 5 },
    },
    { type: 'message_stop' },
  ]
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'))
  vendor.script([replay(file, { pieceBytes: 3 }), replay(file, { cutAfterBytes: 300 })])
  const whole = await readParts(anthropic())
  const broken = await readParts(anthropic())
  rmSync(folder, { recursive: true })
  expect(textOf(whole.parts)).toBe('Grüße, 世界 👋')
  expect(whole.broken).toBe(false)
  expect(broken.broken).toBe(true)
})
