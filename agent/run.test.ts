import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ModelTarget, RunStart } from '#protocol/agent-rpc.ts'
import { applyChunk } from '#protocol/assemble.ts'
import type { ChatChunk, ChatMessage } from '#protocol/messages.ts'
import { TOOL_NAMES } from '#protocol/tools.ts'
import { cut, failure, hold, stall, text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import type { GatewayPeer } from './rpc.ts'
import { type Run, startRun } from './run.ts'
import type { ToolRunner } from './tools/tool-calls.ts'

interface Ended {
  status: string
  error?: { code: string; message: string; retryAfterMs?: number }
  model: string | null
}

globalThis.AI_SDK_LOG_WARNINGS = false
let vendor: ModelVendor

beforeEach(async () => {
  vendor = await startModelVendor()
})
afterEach(() => vendor.stop())

function target(api: ModelTarget['api'], fields: Partial<ModelTarget> = {}): ModelTarget {
  const baseUrl = api === 'ollama' ? vendor.url : `${vendor.url}/v1${api === 'google' ? 'beta' : ''}`
  return { reference: `${api}:m`, api, provider: api, modelId: 'm', apiKey: 'test-key-1', baseUrl, ...fields }
}

/** The gateway's side of a run, in memory: notes what it is asked and builds the message from the chunks. */
function startDesk(options: {
  models?: ModelTarget[]
  runner?: ToolRunner['run']
  decide?: (
    tool: string,
  ) => Promise<{ decision: 'allow' } | { decision: 'deny'; rule: string; reason: string }>
  deadline?: number
  said?: string
}) {
  const asked: { method: string; params: Record<string, unknown> }[] = []
  const chunks: ChatChunk[] = []
  const message: ChatMessage = { id: 'answer', role: 'assistant', parts: [] }
  const ends: Ended[] = []
  const watchers: (() => void)[] = []
  const gateway = {
    async request(method: string, params: Record<string, unknown>) {
      asked.push({ method, params })
      for (const look of watchers) look()
      if (method === 'tool.begin')
        return (await options.decide?.(String(params.tool))) ?? { decision: 'allow' }
      if (method === 'tool.run') return { output: { memories: [] } }
      if (method === 'run.end') ends.push(params as unknown as Ended)
      return {}
    },
    notify(method: string, params: { chunks?: ChatChunk[] }) {
      if (method !== 'run.chunks') return
      for (const chunk of params.chunks ?? []) {
        chunks.push(chunk)
        applyChunk(message, chunk)
      }
      for (const look of watchers) look()
    },
  } as unknown as Pick<GatewayPeer, 'request' | 'notify'>
  const params: RunStart = {
    runId: 'run',
    sessionId: 'session',
    epoch: 3,
    messageId: 'answer',
    models: options.models ?? [target('openai-compatible')],
    messages: [{ id: 'u', role: 'user', parts: [{ type: 'text', text: options.said ?? 'go' }] }],
    trusted: true,
    tools: TOOL_NAMES,
    deadline: options.deadline ?? Date.now() + 60_000,
    context: { now: 0, timeZone: 'UTC', sessionTitle: 'Test', channel: 'web' },
  }
  const run: Run = startRun(params, {
    gateway,
    runner: { run: options.runner ?? (async () => ({ ok: true, output: { content: 'done' } })) },
    now: Date.now,
  })
  return {
    run,
    asked,
    chunks,
    message,
    methods: () => asked.map(({ method }) => method),
    until: (condition: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => condition() && resolve()
        watchers.push(look)
        look()
      }),
    async end(): Promise<Ended> {
      await run.done
      expect(ends).toHaveLength(1)
      return ends[0] as Ended
    },
  }
}

const words = (message: ChatMessage) =>
  message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')

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
    expect(words(desk.message)).toBe('I look. Meanwhile I go on. Here it is.')
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
    ['the wrong shape', toolCall('write', { path: 7 }), 'do not fit'],
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
    expect(words(desk.message)).toContain('相同的结果')
  })
})

describe('a run that is stopped', () => {
  async function stopAndTime(desk: ReturnType<typeof startDesk>): Promise<{ ended: Ended; took: number }> {
    const startedAt = performance.now()
    desk.run.stop()
    const ended = await desk.end()
    return { ended, took: performance.now() - startedAt }
  }

  it('in the middle of the stream ends at once and keeps what was said', async () => {
    vendor.script([[text('Half an answer'), stall()]])
    const desk = startDesk({})
    await desk.until(() => words(desk.message).includes('answer'))
    const { ended, took } = await stopAndTime(desk)
    expect(ended).toMatchObject({ status: 'stopped' })
    expect(took).toBeLessThan(100)
    expect(words(desk.message)).toBe('Half an answer')
    expect(await vendor.requests[0]?.outcome).toBe('left')
  })

  it('in the middle of a tool reports the tool as stopped', async () => {
    vendor.script([[toolCall('exec', { argv: ['sleep', '60'] })]])
    const running = Promise.withResolvers<AbortSignal>()
    const desk = startDesk({
      runner: (_name, _input, { signal }) => {
        running.resolve(signal)
        return new Promise(() => undefined)
      },
    })
    const signal = await running.promise
    const { ended, took } = await stopAndTime(desk)
    expect(ended).toMatchObject({ status: 'stopped' })
    expect(took).toBeLessThan(100)
    expect(signal.aborted).toBe(true)
    expect(desk.asked.find(({ method }) => method === 'tool.end')?.params).toMatchObject({ state: 'stopped' })
  })

  it('while it waits for the owner runs nothing, even when the answer comes later', async () => {
    vendor.script([[toolCall('exec', { argv: ['date'] })]])
    const answer = Promise.withResolvers<{ decision: 'allow' }>()
    const ran: string[] = []
    const desk = startDesk({
      decide: () => answer.promise,
      async runner(name) {
        ran.push(name)
        return { ok: true, output: {} }
      },
    })
    await desk.until(() => desk.methods().includes('tool.begin'))
    expect((await stopAndTime(desk)).ended).toMatchObject({ status: 'stopped' })
    answer.resolve({ decision: 'allow' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(ran).toEqual([])
  })

  it('before the model has answered at all drops the request', async () => {
    vendor.script([[hold(new Promise(() => undefined))]])
    const asked = vendor.nextRequest()
    const desk = startDesk({})
    await asked
    const { ended, took } = await stopAndTime(desk)
    expect(ended).toMatchObject({ status: 'stopped', model: null })
    expect(took).toBeLessThan(100)
    expect(await vendor.requests[0]?.outcome).toBe('left')
  })

  it('by its deadline fails and says so', async () => {
    vendor.script([[text('Slow'), stall()]])
    const desk = startDesk({ deadline: Date.now() + 80 })
    expect(await desk.end()).toMatchObject({ status: 'failed', error: { code: 'run_deadline' } })
  })
})

describe('a failing model', () => {
  it('lets a tool that had begun end in peace, and gives up one that still waits for the owner', async () => {
    const began = Promise.withResolvers<void>()
    const waits = Promise.withResolvers<void>()
    vendor.script([
      [
        toolCall('write', { path: 'a', content: 'x' }),
        toolCall('exec', { argv: ['date'] }),
        text('and'),
        hold(Promise.all([began.promise, waits.promise])),
        cut(),
      ],
    ])
    const ran: string[] = []
    const desk = startDesk({
      decide: (tool) => {
        if (tool === 'write') return Promise.resolve({ decision: 'allow' })
        waits.resolve()
        return new Promise(() => undefined)
      },
      async runner(name) {
        began.resolve()
        await new Promise((resolve) => setTimeout(resolve, 30))
        ran.push(name)
        return { ok: true, output: { path: 'a' } }
      },
    })
    expect(await desk.end()).toMatchObject({ status: 'failed', error: { code: 'model_stream_cut' } })
    expect(ran).toEqual(['write'])
    expect(desk.methods()).toEqual(['tool.begin', 'tool.begin', 'tool.end', 'run.end'])
  })

  it.each([
    [failure(401), 'model_auth'],
    [failure(404), 'unknown_model'],
    [failure(400), 'model_rejected'],
    [failure(429, { retryAfterSeconds: 9 }), 'model_rate_limited'],
  ] as const)('ends the run with its own code (%#)', async (step, code) => {
    vendor.script(() => [step])
    const ended = await startDesk({ models: [target('anthropic')] }).end()
    expect(ended).toMatchObject({ status: 'failed', error: { code } })
    if (code === 'model_rate_limited') expect(ended.error?.retryAfterMs).toBe(9_000)
    expect(vendor.requests).toHaveLength(1)
  })

  it.each([failure(500), failure(529), cut()])('that can’t answer is asked once more (%#)', async (step) => {
    const turns = [[step], [text('Here I am.')]]
    vendor.script(() => turns.shift() ?? [])
    const desk = startDesk({ models: [target('anthropic')] })
    expect(await desk.end()).toMatchObject({ status: 'completed' })
    expect(words(desk.message)).toBe('Here I am.')
  })

  it.each(['anthropic', 'openai-compatible'] as const)(
    'that breaks off leaves what it said, and nothing else starts (%s)',
    async (api) => {
      vendor.script([[text('The answer is'), cut()]])
      const desk = startDesk({ models: [target(api), target('openai-compatible', { reference: 'other:m' })] })
      expect(await desk.end()).toMatchObject({
        status: 'failed',
        error: { code: 'model_stream_cut' },
        model: `${api}:m`,
      })
      expect(words(desk.message)).toBe('The answer is')
      expect(vendor.requests).toHaveLength(1)
    },
  )

  it('gives way to the next one, which is then the model of the answer', async () => {
    vendor.script(({ wire }) => (wire === 'anthropic' ? [failure(529)] : [text('From the second.')]))
    const desk = startDesk({ models: [target('anthropic'), target('openai-compatible')] })
    expect(await desk.end()).toMatchObject({ status: 'completed', model: 'openai-compatible:m' })
    expect(desk.message.metadata?.model).toBe('openai-compatible:m')
  })

  it('that rejects our request as wrong does not give way', async () => {
    vendor.script(({ wire }) => (wire === 'anthropic' ? [failure(400)] : [text('never')]))
    const desk = startDesk({ models: [target('anthropic'), target('openai-compatible')] })
    expect(await desk.end()).toMatchObject({ status: 'failed', error: { code: 'model_rejected' } })
    expect(vendor.requests).toHaveLength(1)
  })

  it('without a key says which variable to set', async () => {
    const { apiKey: _without, ...keyless } = target('anthropic')
    const ended = await startDesk({ models: [keyless] }).end()
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'missing_key' } })
    expect(ended.error?.message).toContain('ANTHROPIC_API_KEY')
  })

  it('that nobody serves is unavailable, and the message names all that were tried', async () => {
    const nowhere = 'http://127.0.0.1:9/v1'
    const models = [
      target('anthropic', { baseUrl: nowhere }),
      target('openai-compatible', { baseUrl: nowhere }),
    ]
    const ended = await startDesk({ models }).end()
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'model_unavailable' } })
    expect(ended.error?.message).toContain('anthropic:m (model_unavailable)')
  })
})
