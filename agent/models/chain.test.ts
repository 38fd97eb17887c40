import { describe, expect, it, onTestFinished } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { AppError } from '#protocol/errors.ts'
import { garbage, hold, stall, text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { createModelChain } from './chain.ts'
import { openModel } from './providers.ts'

async function startVendor(): Promise<ModelVendor> {
  const vendor = await startModelVendor()
  onTestFinished(() => vendor.stop())
  return vendor
}

function target(vendor: ModelVendor, reference: string): ModelTarget {
  return { reference, api: 'openai-compatible', provider: 'lab', modelId: 'm', baseUrl: `${vendor.url}/v1` }
}

async function say(chain: ReturnType<typeof createModelChain>): Promise<string> {
  const { stream } = await chain.model.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    abortSignal: AbortSignal.timeout(5_000),
  })
  let said = ''
  for await (const part of stream) if (part.type === 'text-delta') said += part.delta
  return said
}

describe('a model that keeps silent', () => {
  it('gives way to the next before its first byte, and its request is dropped', async () => {
    const slow = await startVendor()
    const quick = await startVendor()
    slow.script([[hold(new Promise(() => undefined)), text('too late')]])
    quick.script([[text('here')]])
    const moves: string[] = []
    // Loading the package is no part of the silence that is measured here.
    await openModel(target(quick, 'quick:m'))
    const chain = createModelChain({
      targets: [target(slow, 'slow:m'), target(quick, 'quick:m')],
      open: openModel,
      limits: { connectMs: 2_000, firstByteMs: 500, stallMs: 500 },
      onFailure: ({ reference }, error) => moves.push(`${reference} ${error.code}`),
    })
    expect(await say(chain)).toBe('here')
    expect(moves).toEqual(['slow:m model_timeout'])
    expect(chain.answered()).toBe('quick:m')
    expect(await slow.requests[0]?.outcome).toBe('left')
  })

  it('after it began to answer fails as a timeout; nobody else finishes its sentence', async () => {
    const vendor = await startVendor()
    vendor.script([[text('I was about to'), stall()]])
    const chain = createModelChain({
      targets: [target(vendor, 'a:m'), target(vendor, 'b:m')],
      open: openModel,
      limits: { connectMs: 2_000, firstByteMs: 2_000, stallMs: 400 },
    })
    await expect(say(chain)).rejects.toMatchObject({ code: 'model_timeout' } satisfies Partial<AppError>)
    expect(vendor.requests).toHaveLength(1)
  })
})

describe('the chain', () => {
  it('stays with the model that answered for the rest of the run', async () => {
    const dead = await startVendor()
    const alive = await startVendor()
    dead.script([])
    alive.script(() => [text('me')])
    await dead.stop()
    const chain = createModelChain({ targets: [target(dead, 'd:m'), target(alive, 'a:m')], open: openModel })
    await say(chain)
    await say(chain)
    expect(alive.requests).toHaveLength(2)
    expect(chain.answered()).toBe('a:m')
  })

  it('reports bytes that are no answer as an error with a code', async () => {
    const vendor = await startVendor()
    vendor.script([[text('ok so far'), garbage()]])
    const chain = createModelChain({ targets: [target(vendor, 'g:m')], open: openModel })
    await expect(say(chain)).rejects.toMatchObject({ code: 'model_unavailable' })
  })

  it('sends no key to a server that has none', async () => {
    const vendor = await startVendor()
    vendor.script([[toolCall('read', { path: 'a' })]])
    const chain = createModelChain({ targets: [target(vendor, 'n:m')], open: openModel })
    await say(chain)
    expect(vendor.requests[0]?.headers.authorization).toBeUndefined()
    expect(vendor.requests[0]?.body.stream_options).toEqual({ include_usage: true })
  })
})
