import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { targetOf } from '#testing/model-vendor/target.ts'
import { cut, failure, hold, stall, text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import type { EndedRun } from '#testing/run-desk.ts'
import { type DeskOptions, startDesk as openDesk } from '../fixtures/desk.ts'

globalThis.AI_SDK_LOG_WARNINGS = false
let vendor: ModelVendor

beforeEach(async () => {
  vendor = await startModelVendor()
})
afterEach(() => vendor.stop())

const target = (api: ModelTarget['api'], fields?: Partial<ModelTarget>) => targetOf(vendor, api, fields)
const startDesk = (options: DeskOptions) => openDesk(vendor, options)

/** A stop takes a few milliseconds, and what is stopped here would never end by itself: the bound is for busy machines. */
const PROMPT_MS = 5_000

describe('a run that is stopped', () => {
  async function stopAndTime(desk: ReturnType<typeof startDesk>): Promise<{ ended: EndedRun; took: number }> {
    const startedAt = performance.now()
    desk.run.stop()
    const ended = await desk.end()
    return { ended, took: performance.now() - startedAt }
  }

  it('in the middle of the stream ends at once and keeps what was said', async () => {
    vendor.script([[text('Half an answer'), stall()]])
    const desk = startDesk({})
    await desk.until(() => desk.words().includes('answer'))
    const { ended, took } = await stopAndTime(desk)
    expect(ended).toMatchObject({ status: 'stopped' })
    expect(took).toBeLessThan(PROMPT_MS)
    expect(desk.words()).toBe('Half an answer')
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
    expect(took).toBeLessThan(PROMPT_MS)
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
    expect(took).toBeLessThan(PROMPT_MS)
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
        failure(400),
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
    expect(await desk.end()).toMatchObject({ status: 'failed', error: { code: 'model_rejected' } })
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
    expect(desk.words()).toBe('Here I am.')
  })

  it.each(['anthropic', 'openai-compatible'] as const)(
    'that breaks off gives way: what it said is taken back, and the answer says who speaks and why (%s)',
    async (api) => {
      const turns = [[text('The answer is'), cut()], [text('It is 42.')]]
      vendor.script(() => turns.shift() ?? [])
      const desk = startDesk({ models: [target(api), target('openai-compatible', { reference: 'other:m' })] })
      expect(await desk.end()).toMatchObject({ status: 'completed', model: 'other:m' })
      expect(desk.words()).toBe('It is 42.')
      expect(desk.message.metadata?.modelChanges).toEqual([
        { from: `${api}:m`, to: 'other:m', code: 'model_stream_cut', withdrawn: true },
      ])
      expect(desk.tried).toEqual([{ reference: `${api}:m`, code: 'model_stream_cut' }])
    },
  )

  it('that stands alone is asked once more, and keeps what it said where it breaks off again', async () => {
    const turns = [[text('Half'), cut()], [text('Whole.')]]
    vendor.script(() => turns.shift() ?? [])
    const desk = startDesk({})
    expect(await desk.end()).toMatchObject({ status: 'completed' })
    expect(desk.words()).toBe('Whole.')
    vendor.script(({ body }) => (JSON.stringify(body).length > 0 ? [text('Half again'), failure(529)] : []))
    const broken = startDesk({})
    const brokenEnd = await broken.end()
    expect(brokenEnd).toMatchObject({ status: 'failed', error: { code: 'model_unavailable' } })
    expect(brokenEnd.errorInChinese).toMatch(/^连接不上 openai-compatible:m。/)
    expect(broken.words()).toBe('Half again')
    const models = [target('anthropic'), target('openai')]
    const both = await startDesk({ models }).end()
    expect(both.error?.message).toMatch(/^openai:m .* Tried before it: anthropic:m \(model_unavailable\)\.$/)
    expect(both.errorInChinese).toMatch(/openai:m.*在它之前试过：anthropic:m \(model_unavailable\)。$/)
  })

  it('K2: after a call leaves its result to the next one; nothing runs twice, and the owner is still asked', async () => {
    const asked = Promise.withResolvers<void>()
    const turns = [
      [
        text('Two things. '),
        toolCall('write', { path: 'a', content: 'x' }),
        toolCall('exec', { argv: ['date'] }),
        toolCall('read', {}, { pieces: ['{"pa'] }),
        hold(asked.promise),
        cut(),
      ],
      [text('Both done.')],
    ]
    vendor.script(() => turns.shift() ?? [])
    const answer = Promise.withResolvers<{ decision: 'allow' }>()
    const ran: string[] = []
    const desk = startDesk({
      models: [target('anthropic'), target('openai-compatible', { reference: 'other:m' })],
      decide: (tool) => {
        if (tool === 'write') return Promise.resolve({ decision: 'allow' })
        asked.resolve()
        return answer.promise
      },
      async runner(name) {
        ran.push(name)
        return { ok: true, output: { name } }
      },
    })
    await desk.until(() => desk.tried.length > 0)
    answer.resolve({ decision: 'allow' })
    expect(await desk.end()).toMatchObject({ status: 'completed', model: 'other:m' })
    expect(ran).toEqual(['write', 'exec'])
    expect(desk.words()).toBe('Two things. Both done.')
    expect(desk.message.metadata?.modelChanges).toEqual([
      { from: 'anthropic:m', to: 'other:m', code: 'model_stream_cut' },
    ])
    const next = vendor.requests[1]?.body.messages as { role: string }[]
    expect(next.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', ...['tool', 'tool', 'tool']])
    expect(desk.message.parts).toContainEqual(
      expect.objectContaining({ type: 'tool-read', state: 'output-error' }),
    )
  })

  it('that says nothing gives way, and fails where nobody has a word', async () => {
    const turns = [[], [text('Here.')]]
    vendor.script(() => turns.shift() ?? [])
    const models = [target('openai-compatible'), target('anthropic')]
    expect(await startDesk({ models }).end()).toMatchObject({ status: 'completed', model: 'anthropic:m' })
    const ended = await startDesk({}).end()
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'model_unavailable' } })
    expect(ended.error?.message).toContain('empty answer')
  })

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
