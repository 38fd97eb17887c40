import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import { earlyReads } from './early-reads.ts'
import { earlyTools } from './early-tools.ts'

type Part = LanguageModelV4StreamPart

const USAGE = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
}
const raw = (choice: object): Part => ({ type: 'raw', rawValue: { choices: [choice] } })
const start = (id: string, toolName: string): Part => ({ type: 'tool-input-start', id, toolName })
const piece = (id: string, delta: string): Part => ({ type: 'tool-input-delta', id, delta })
/** What a package adds when the stream has ended. */
const late = (id: string, toolName: string, input: string): Part[] => [
  { type: 'tool-input-end', id },
  { type: 'tool-call', toolCallId: id, toolName, input },
]
const finish: Part = {
  type: 'finish',
  usage: USAGE,
  finishReason: { unified: 'tool-calls', raw: 'tool_calls' },
}

/** Feeds parts through and gives what comes out, with the calls as `call <name>`. */
async function pass(parts: readonly Part[], { wrapStream } = earlyTools): Promise<string[]> {
  const tools = ['read', 'write'].map((name) => ({ type: 'function' as const, name, inputSchema: {} }))
  const result = await wrapStream?.({
    doStream: async () => ({
      stream: new ReadableStream<Part>({
        start(controller) {
          for (const part of parts) controller.enqueue(part)
          controller.close()
        },
      }),
    }),
    doGenerate: () => Promise.reject(new Error('not used')),
    params: { prompt: [], tools } satisfies LanguageModelV4CallOptions,
    model: undefined as never,
  })
  const seen: string[] = []
  for await (const part of result?.stream ?? []) {
    seen.push(part.type === 'tool-call' ? `call ${part.toolName} ${part.input}` : part.type)
  }
  return seen
}

const INPUT = '{"path":"a"}'
const WRITE = '{"path":"a","content":""}'

describe('a call that its package holds back', () => {
  it('goes on once its arguments are whole where it changes nothing', async () => {
    const seen = await pass([
      start('1', 'read'),
      piece('1', '{"path":'),
      piece('1', '"a"}'),
      piece('1', ' '),
      { type: 'text-start', id: 't' },
      raw({ finish_reason: 'tool_calls', delta: {} }),
      ...late('1', 'read', `${INPUT} `),
      finish,
    ])
    expect(seen).toEqual([
      'tool-input-start',
      'tool-input-delta',
      'tool-input-delta',
      'tool-input-end',
      `call read ${INPUT}`,
      'text-start',
      'finish',
    ])
  })

  it.each([
    ['text', { type: 'text-delta', id: 't', delta: 'on' }],
    ['reasoning', { type: 'reasoning-delta', id: 'r', delta: 'on' }],
    ['the next call', start('2', 'read')],
  ] as const)('waits for %s to close it where it has an effect', async (_name, closing) => {
    const seen = await pass([start('1', 'write'), piece('1', WRITE), { type: 'ping' }, closing])
    expect(seen.slice(2)).toEqual(['ping', 'tool-input-end', `call write ${WRITE}`, closing.type])
  })

  it('goes on at the finish reason, also when that came in the same chunk', async () => {
    const choice = { finish_reason: 'tool_calls', delta: { tool_calls: [{ index: 0 }] } }
    const seen = await pass([
      raw(choice),
      start('1', 'write'),
      piece('1', WRITE),
      ...late('1', 'write', WRITE),
      finish,
    ])
    expect(seen.filter((name) => name.startsWith('call'))).toEqual([`call write ${WRITE}`])
  })

  it('is dropped where the stream ended without a finish reason', async () => {
    const seen = await pass([start('1', 'write'), piece('1', WRITE), ...late('1', 'write', WRITE), finish])
    expect(seen).toEqual(['tool-input-start', 'tool-input-delta', 'finish'])
  })

  it('is left to its package where the vendor signed it', async () => {
    const signed: Part[] = late('1', 'read', INPUT).map((part) => ({
      ...part,
      providerMetadata: { google: { thoughtSignature: 's' } },
    }))
    const seen = await pass([
      raw({ delta: { tool_calls: [{ index: 0, extra_content: { google: { thought_signature: 's' } } }] } }),
      start('1', 'read'),
      piece('1', INPUT),
      raw({ finish_reason: 'tool_calls', delta: {} }),
      ...signed,
      finish,
    ])
    expect(seen.slice(2)).toEqual(['tool-input-end', `call read ${INPUT}`, 'finish'])
  })
})

describe('a call that its package passes on at its own close', () => {
  const INPUT_OPEN = '{"path":"a"'

  it('goes on at the last byte of its arguments where it changes nothing, once', async () => {
    const parts = [start('1', 'read'), piece('1', INPUT_OPEN), piece('1', '}'), { type: 'ping' } as const]
    const seen = await pass([...parts, ...late('1', 'read', INPUT), finish], earlyReads)
    expect(seen.slice(2)).toEqual([
      'tool-input-delta',
      'tool-input-end',
      `call read ${INPUT}`,
      'ping',
      'finish',
    ])
  })

  it('waits for that where it has an effect, is not offered, does not fit, or comes with words of its vendor', async () => {
    const said = { providerMetadata: { anthropic: { caller: 'program' } } }
    const signed: Part = { type: 'tool-input-start', id: '1', toolName: 'read', ...said }
    for (const [name, input, begun] of [
      ['write', WRITE, start('1', 'write')],
      ['list', INPUT, start('1', 'list')],
      ['read', '{"path":7}', start('1', 'read')],
      ['read', INPUT, signed],
    ] as const) {
      const seen = await pass(
        [begun, piece('1', input), { type: 'ping' }, ...late('1', name, input), finish],
        earlyReads,
      )
      expect(seen.slice(2)).toEqual(['ping', 'tool-input-end', `call ${name} ${input}`, 'finish'])
    }
  })
})
