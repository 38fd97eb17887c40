import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { wrapLanguageModel } from 'ai'
import { describe, expect, it } from 'vitest'
import { answerUpTo, listCalls } from './fixtures/cut-answer.ts'
import { earlyTools } from './stream/early-tools.ts'

const chat = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ delta, finish_reason: finish }] })}\n\n`
const piece = (index: number, fields: object) => chat({ tool_calls: [{ index, ...fields }] })
const event = (data: { type: string } & Record<string, unknown>) =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`

/** In each wire: `write` in three pieces, then its close signal, then `new_session` without arguments, then the end. */
const CHAT_WIRE = {
  before: [
    chat({ role: 'assistant', content: 'Writing “ü”. ' }),
    piece(0, { id: 'call_1', type: 'function', function: { name: 'write', arguments: '' } }),
    piece(0, { function: { arguments: '{"path":"a","con' } }),
    piece(0, { function: { arguments: 'tent":"ü{}"}' } }),
  ].join(''),
  close: piece(1, { id: 'call_2', type: 'function', function: { name: 'new_session', arguments: '' } }),
  after: [chat({}, 'tool_calls'), 'data: [DONE]\n\n'].join(''),
}
const ANTHROPIC_WIRE = {
  before: [
    event({
      type: 'message_start',
      message: {
        id: 'm',
        type: 'message',
        role: 'assistant',
        model: 'm',
        content: [],
        usage: { input_tokens: 1, output_tokens: 1 },
      },
    }),
    event({
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'tool_use', id: 't1', name: 'write', input: {} },
    }),
    event({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'input_json_delta', partial_json: '{"path":"a","con' },
    }),
    event({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'input_json_delta', partial_json: 'tent":"ü{}"}' },
    }),
  ].join(''),
  close: event({ type: 'content_block_stop', index: 0 }),
  after: [
    event({
      type: 'content_block_start',
      index: 1,
      content_block: { type: 'tool_use', id: 't2', name: 'new_session', input: {} },
    }),
    event({ type: 'content_block_stop', index: 1 }),
    event({ type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } }),
    event({ type: 'message_stop' }),
  ].join(''),
}

describe('a stream that is cut at any byte', () => {
  it.each([
    ['chat completions, connection broken', CHAT_WIRE, true],
    ['chat completions, ended as if all were well', CHAT_WIRE, false],
    ['Anthropic messages, connection broken', ANTHROPIC_WIRE, true],
    ['Anthropic messages, ended as if all were well', ANTHROPIC_WIRE, false],
  ] as const)('never passes on a call that was not closed (%s)', async (_name, wire, broken) => {
    const encoder = new TextEncoder()
    const body = encoder.encode(wire.before + wire.close + wire.after)
    const closedAt = encoder.encode(wire.before + wire.close).length
    const open = (fetch: typeof globalThis.fetch) =>
      wire === CHAT_WIRE
        ? wrapLanguageModel({
            model: createOpenAICompatible({ name: 'v', baseURL: 'http://v/v1', fetch })('m'),
            middleware: earlyTools,
          })
        : createAnthropic({ apiKey: 'k', baseURL: 'http://v/v1', fetch })('m')

    for (let end = 0; end < body.length; end += 1) {
      const { calls, ok } = await listCalls(open(answerUpTo(body, end, broken)))
      const where = `cut at byte ${end} of ${body.length}`
      // The last line break of an event is not needed to read it.
      if (end < closedAt - 2) expect(calls, where).not.toContain('write')
      if (end > closedAt && !broken) expect(calls, where).toContain('write')
      if (ok) expect(calls, where).toEqual(['write', 'new_session'])
    }
    expect(await listCalls(open(answerUpTo(body, body.length, false)))).toMatchObject({
      calls: ['write', 'new_session'],
      ok: true,
    })
  })
})

describe('a call at the end of the model’s length limit', () => {
  async function callsAt(pieces: string[]): Promise<string[]> {
    const body = new TextEncoder().encode(pieces.join(''))
    const model = createOpenAICompatible({
      name: 'v',
      baseURL: 'http://v/v1',
      fetch: answerUpTo(body, body.length, false),
    })('m')
    return (await listCalls(wrapLanguageModel({ model, middleware: earlyTools }))).calls
  }

  it('is no call where not even its first argument came', async () => {
    const start = piece(0, { id: 'a', type: 'function', function: { name: 'new_session', arguments: '' } })
    expect(await callsAt([start, chat({}, 'length')])).toEqual([])
    expect(await callsAt([start, chat({}, 'tool_calls')])).toEqual(['new_session'])
  })
})
