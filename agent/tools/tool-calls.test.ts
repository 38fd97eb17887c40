import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { replay } from '#testing/model-vendor/replay.ts'
import { targetOf } from '#testing/model-vendor/target.ts'
import { hold, reasoning, text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { type DeskOptions, startDesk as openDesk } from '../fixtures/desk.ts'
import { findTimeLimit } from './time-limit.ts'
import { createToolCalls } from './tool-calls.ts'

globalThis.AI_SDK_LOG_WARNINGS = false
const RECORDED = fileURLToPath(
  new URL('../../testing/fixtures/vendor-streams/google-tool-call.chunks.txt', import.meta.url),
)
let vendor: ModelVendor

beforeEach(async () => {
  vendor = await startModelVendor()
})
afterEach(() => vendor.stop())

const target = (api: ModelTarget['api'], fields?: Partial<ModelTarget>) => targetOf(vendor, api, fields)
const startDesk = (options: DeskOptions) => openDesk(vendor, options)

const APIS = ['anthropic', 'openai-compatible', 'openai', 'deepseek', 'alibaba', 'google', 'ollama'] as const

describe('a tool call', () => {
  it.each(APIS)('starts while the model still streams (%s)', async (api) => {
    const began = Promise.withResolvers<void>()
    vendor.script([
      [
        text('I look. '),
        toolCall('read', { path: 'config.json' }),
        hold(began.promise),
        text('Meanwhile I go on. '),
      ],
      [text('Here it is.')],
    ])
    const desk = startDesk({
      models: [target(api)],
      async runner(name, input) {
        expect([name, input]).toEqual(['read', { path: 'config.json' }])
        began.resolve()
        return { ok: true, output: { content: '{"port":1}' } }
      },
    })
    expect(await desk.end()).toMatchObject({ status: 'completed', model: `${api}:m` })
    expect(desk.words()).toBe('I look. Meanwhile I go on. Here it is.')
    expect(desk.message.metadata?.model).toBe(`${api}:m`)
    expect(Object.values(desk.message.metadata?.toolDurations ?? {})).toHaveLength(1)
    expect(desk.message.parts).toContainEqual(
      expect.objectContaining({
        type: 'tool-read',
        state: 'output-available',
        output: { content: '{"port":1}' },
      }),
    )
    expect(desk.methods()).toEqual(['tool.begin', 'tool.end', 'step.end', 'step.end', 'run.end'])
    expect(JSON.stringify(vendor.requests[1]?.body)).toContain('port')
  })

  it.each(['anthropic', 'openai-compatible'] as const)(
    'with an effect starts at its own close, before its message ends (%s)',
    async (api) => {
      const began = Promise.withResolvers<void>()
      vendor.script([
        [
          toolCall('write', { path: 'a', content: 'x' }),
          toolCall('list', { path: '.' }),
          hold(began.promise),
          text('on'),
        ],
        [text('done')],
      ])
      const desk = startDesk({
        models: [target(api)],
        async runner(name) {
          if (name === 'write') began.resolve()
          return { ok: true, output: {} }
        },
      })
      expect(await desk.end()).toMatchObject({ status: 'completed' })
    },
  )

  it.each(['anthropic', 'openai-compatible'] as const)(
    'runs beside the others of its message (%s)',
    async (api) => {
      vendor.script([[toolCall('read', { path: 'a' }), toolCall('list', { path: '.' })], [text('both')]])
      const names: string[] = []
      const both = Promise.withResolvers<void>()
      const desk = startDesk({
        models: [target(api)],
        async runner(name) {
          names.push(name)
          if (names.length === 2) both.resolve()
          await both.promise
          return { ok: true, output: { name } }
        },
      })
      expect(await desk.end()).toMatchObject({ status: 'completed' })
      expect(names.toSorted()).toEqual(['list', 'read'])
    },
  )

  it('that is denied does not run, and the model is told why', async () => {
    vendor.script([[toolCall('exec', { argv: ['rm', '-rf', '/'] })], [text('I may not.')]])
    const ran: string[] = []
    const desk = startDesk({
      decide: async () => ({ decision: 'deny', rule: 'exec-deny', reason: 'Commands are turned off.' }),
      async runner(name) {
        ran.push(name)
        return { ok: true, output: {} }
      },
    })
    expect(await desk.end()).toMatchObject({ status: 'completed' })
    expect(ran).toEqual([])
    expect(desk.methods()).not.toContain('tool.end')
    expect(JSON.stringify(vendor.requests[1]?.body)).toContain('Denied: Commands are turned off.')
    expect(desk.message.parts).toContainEqual(
      expect.objectContaining({ state: 'output-error', errorText: 'Denied: Commands are turned off.' }),
    )
  })

  it.each([
    ['an unknown tool', toolCall('functions.delete everything', {}), 'There is no tool'],
    ['broken JSON', toolCall('write', {}, { pieces: ['{"path": "a", "con'] }), 'not valid JSON'],
    [
      'the wrong shape',
      toolCall('write', { path: 7 }),
      'The arguments of write do not fit. path: Invalid input: expected string, received number; content: ',
    ],
  ])('with %s never reaches the gateway, and the model gets a short error', async (_name, call, sentence) => {
    vendor.script([[call], [text('Sorry.')]])
    const desk = startDesk({})
    expect(await desk.end()).toMatchObject({ status: 'completed' })
    expect(desk.methods()).toEqual(['step.end', 'step.end', 'run.end'])
    const body = JSON.stringify(vendor.requests[1]?.body)
    expect(body).toContain(sentence)
    expect(body.length).toBeLessThan(40_000)
  })

  it('of the gateway’s own tools is run by the gateway', async () => {
    vendor.script([[toolCall('recall', { query: 'birthday' })], [text('Nothing.')]])
    const desk = startDesk({})
    await desk.end()
    expect(desk.methods()).toEqual(['tool.begin', 'tool.run', 'tool.end', 'step.end', 'step.end', 'run.end'])
  })

  it.each([
    ['anthropic', [reasoning('I look first.'), toolCall('read', { path: 'a' })], '"signature":"c2lnbmVk"'],
    ['google', replay(RECORDED), '"thoughtSignature":"EqUCCqICAb4'],
  ] as const)('gives its vendor back what that signed (%s)', async (api, turn, signature) => {
    vendor.script([turn, [text('Done.')]])
    const desk = startDesk({ models: [target(api)] })
    expect(await desk.end()).toMatchObject({ status: 'completed' })
    expect(JSON.stringify(vendor.requests[1]?.body)).toContain(signature)
  })

  it('keeps an id of its own where the vendor numbers each message anew', async () => {
    const call = (path: string) => toolCall('read', { path }, { id: 'call_0' })
    vendor.script([[call('a')], [call('b')], [text('ok')]])
    const desk = startDesk({})
    await desk.end()
    const ids = desk.asked
      .filter(({ method }) => method === 'tool.begin')
      .map(({ params }) => params.toolCallId)
    expect(new Set(ids).size).toBe(2)
    expect(desk.message.parts.filter((part) => part.type === 'tool-read')).toHaveLength(2)
  })

  it('that gives the same result three times ends the run with a sentence', async () => {
    vendor.script(() => [toolCall('read', { path: 'same' })])
    const desk = startDesk({ said: '读一下文件' })
    expect(await desk.end()).toMatchObject({ status: 'completed' })
    expect(vendor.requests).toHaveLength(3)
    expect(desk.words()).toContain('相同的结果')
  })

  it('K3: that hangs is stopped at its limit, and the model is told in a short sentence', async () => {
    const signals: AbortSignal[] = []
    const reported: unknown[] = []
    const { signal } = new AbortController()
    const calls = createToolCalls({
      fence: { runId: 'run', epoch: 1 },
      gateway: {
        request: async (method: string, params: unknown) => {
          if (method === 'tool.end') reported.push(params)
          return method === 'tool.begin' ? { decision: 'allow' } : {}
        },
      } as Parameters<typeof createToolCalls>[0]['gateway'],
      runner: {
        run: (_name, _input, options) => {
          signals.push(options.signal)
          return new Promise(() => undefined)
        },
      },
      emit: () => undefined,
      flush: () => undefined,
      signal,
      limitOf: () => 20,
    })
    const result = await calls.start({ toolCallId: 'a', toolName: 'list', input: {} })
    expect(result).toMatchObject({ ok: false, output: expect.stringContaining('was stopped') })
    expect(signals[0]?.aborted).toBe(true)
    expect(reported).toMatchObject([{ state: 'failed' }])
    expect(findTimeLimit({ toolName: 'exec', input: { timeoutMs: 1_000 } })).toBe(16_000)
    expect(findTimeLimit({ toolName: 'ask', input: {} })).toBeUndefined()
  })

  /** K4 on any implementation: what no tool takes never reaches the gateway, and the model's next prompt stays small. */
  async function checkBounds(start: typeof startDesk): Promise<void> {
    const many = Array.from({ length: 500 }, (_, place) => toolCall('list', { path: `folder-${place}` }))
    const path = 'x'.repeat(1_000_000)
    const huge = toolCall('read', {}, { pieces: [JSON.stringify({ path })] })
    vendor.script([[huge, ...many], [text('Sorry.')]])
    const desk = start({})
    expect(await desk.end()).toMatchObject({ status: 'completed' })
    expect(desk.methods().filter((method) => method === 'tool.begin')).toHaveLength(63)
    const told = desk.message.parts.flatMap((part) => ('errorText' in part ? [String(part.errorText)] : []))
    expect(told).toHaveLength(1 + 437)
    for (const sentence of told) expect(sentence.length).toBeLessThanOrEqual(2_000)
  }

  it('K4: of a model gone wild (1 MB of arguments, 500 calls at once) costs it a short error', () =>
    checkBounds(startDesk))

  it('K4: a planted gateway that takes everything is found out', () =>
    expect(
      checkBounds((options) => {
        const desk = startDesk(options)
        return { ...desk, methods: () => [...desk.methods(), 'tool.begin'] }
      }),
    ).rejects.toThrow())
})
