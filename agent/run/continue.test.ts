import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ModelTarget, RunStart } from '#protocol/agent-rpc.ts'
import type { ChatPart } from '#protocol/messages.ts'
import { text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { startRunDesk } from '#testing/run-desk.ts'
import { startRun } from './run.ts'

globalThis.AI_SDK_LOG_WARNINGS = false
let vendor: ModelVendor

beforeEach(async () => {
  vendor = await startModelVendor()
})
afterEach(() => vendor.stop())

type Resume = NonNullable<RunStart['resume']>

const answer = (...parts: unknown[]): Resume['message'] => ({
  id: 'answer',
  role: 'assistant',
  parts: parts as ChatPart[],
})
const step = { type: 'step-start' }
const call = (id: string, result: object = { state: 'output-available', output: { content: id } }) => ({
  type: 'tool-read',
  toolCallId: id,
  input: { path: id },
  ...result,
})
const open = (id: string) => call(id, { state: 'input-available' })

/** The real agent's part of a run that another agent began; its tools note what they are asked. */
function resume(given: Resume, fields: Partial<ModelTarget> = {}) {
  const ran: unknown[] = []
  const model = { reference: 'm:m', api: 'openai-compatible', provider: 'm', modelId: 'm' } as const
  const runner = {
    async run(_name: string, input: unknown) {
      ran.push(input)
      return { ok: true as const, output: { content: 'again' } }
    },
  }
  const desk = startRunDesk(
    (run, gateway) => startRun({ ...run, resume: given }, { gateway, runner, now: Date.now }),
    { models: [{ ...model, apiKey: 'test-key-1', baseUrl: `${vendor.url}/v1`, ...fields }] },
  )
  return { ...desk, ran }
}

/** What the vendor was sent, message by message: a role, the ids of calls, the id that a result is of. */
function transcript(request: number): string[] {
  const messages = vendor.requests[request]?.body.messages as Array<{
    role: string
    content?: unknown
    tool_calls?: Array<{ id: string }>
    tool_call_id?: string
  }>
  return messages
    .filter(({ role }) => role !== 'system')
    .map(({ role, content, tool_calls = [], tool_call_id }) =>
      [role, ...tool_calls.map(({ id }) => id), tool_call_id ?? content].filter(Boolean).join(' '),
    )
}

it('goes on after the last whole step and makes no call of it again', async () => {
  vendor.script([[text('Done.')]])
  const desk = resume({ message: answer(step, call('a')), said: [[]], open: [] })
  expect(await desk.end()).toMatchObject({ status: 'completed' })
  expect(transcript(0)).toEqual(['user go', 'assistant a', 'tool a'])
  expect(desk.ran).toEqual([])
  expect(desk.methods()).toEqual(['step.end', 'run.end'])
  expect(desk.asked[0]?.params).toMatchObject({ step: 2, goesOn: false })
})

it('makes the open call of a step that broke off again, under its id, and not the one that is done', async () => {
  vendor.script([[text('Done.')]])
  const desk = resume({
    message: answer(step, call('a'), step, { type: 'text', text: 'And now' }, call('b'), open('c')),
    said: [[]],
    open: ['c'],
  })
  expect(await desk.end()).toMatchObject({ status: 'completed' })
  expect(desk.ran).toEqual([{ path: 'c' }])
  expect(desk.methods()).toEqual(['tool.begin', 'tool.end', 'step.end', 'step.end', 'run.end'])
  expect(desk.asked[0]?.params).toMatchObject({ toolCallId: 'c', tool: 'read', input: { path: 'c' } })
  expect(transcript(0)).toEqual([
    'user go',
    'assistant a',
    'tool a',
    'assistant b c And now',
    'tool b',
    'tool c',
  ])
})

it.each([
  [
    'a server that numbers the calls of each answer anew',
    'call_0',
    toolCall('read', { path: 'd' }, { id: 'call_0' }),
  ],
  [
    'a model that writes its calls into its words',
    'written_1',
    text('<tool_call>{"name": "read", "arguments": {"path": "d"}}</tool_call>'),
  ],
])('gives the next call of %s an id that the run has not had', async (_name, id, turn) => {
  vendor.script([[turn], [text('Done.')]])
  const given = { message: answer(step, open(id)), said: [], open: [id] }
  const desk = resume(given, { modelId: 'qwen3:8b' })
  expect(await desk.end()).toMatchObject({ status: 'completed' })
  expect(desk.ran).toEqual([{ path: id }, { path: 'd' }])
  const begun = desk.asked.filter(({ method }) => method === 'tool.begin')
  expect(begun.map(({ params }) => params.toolCallId)).toEqual([id, `${id}_2`])
})

it('tells the next agent of the step that it finished: all of it, at no cost, and only then asks the model', async () => {
  vendor.script([[toolCall('read', { path: 'd' }, { id: 'd' })], [text('Done.')]])
  const desk = resume({ message: answer(step, open('c')), said: [], open: ['c'] })
  expect(await desk.end()).toMatchObject({ status: 'completed' })
  const ended = desk.asked.filter(({ method }) => method === 'step.end').map(({ params }) => params)
  expect(ended).toMatchObject([
    { step: 1, finishReason: 'broken-off', goesOn: true, usage: { inputTokens: 0, outputTokens: 0 } },
    { step: 2, goesOn: true },
    { step: 3, goesOn: false },
  ])
  // What it committed is what the model was sent: a third agent would go on from the same words.
  const again = resume({
    message: answer(step, call('c'), step, call('d')),
    said: ended.slice(0, 2).map(({ said }) => said as Resume['said'][number]),
    open: [],
  })
  vendor.script([[text('Done.')]])
  expect(await again.end()).toMatchObject({ status: 'completed' })
  expect(transcript(2)).toEqual(transcript(1))
  expect(transcript(1)).toEqual(['user go', 'assistant c', 'tool c', 'assistant d', 'tool d'])
})

it('a call that was denied or failed is told as such and not made again', async () => {
  vendor.script([[text('Done.')]])
  const failed = call('b', { state: 'output-error', errorText: 'Denied: owner-denied' })
  const desk = resume({ message: answer(step, failed, open('c')), said: [], open: ['c'] })
  expect(await desk.end()).toMatchObject({ status: 'completed' })
  expect(desk.ran).toEqual([{ path: 'c' }])
  expect(transcript(0)).toEqual(['user go', 'assistant b c', 'tool b', 'tool c'])
  expect(JSON.stringify(vendor.requests[0]?.body)).toContain('owner-denied')
})

it('what the user said between two steps stands between them', async () => {
  vendor.script([[text('Done.')]])
  const joined = { type: 'steering-message', id: 'u2', parts: [{ type: 'text', text: 'hurry' }] }
  const desk = resume({ message: answer(step, call('a'), joined), said: [[]], open: [] })
  expect(await desk.end()).toMatchObject({ status: 'completed' })
  expect(transcript(0)).toEqual(['user go', 'assistant a', 'tool a', 'user hurry'])
})

it('stopped while it finishes an open call it asks no model', async () => {
  const desk = resume({ message: answer(step, open('c')), said: [], open: ['c'] })
  desk.run.stop()
  expect(await desk.end()).toMatchObject({ status: 'stopped' })
  expect(vendor.requests).toEqual([])
})
