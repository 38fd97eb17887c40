import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createManualClock } from '#testing/manual-clock.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import { person, privateText } from '#testing/telegram/updates.ts'
import type { Tunnel } from '#testing/telegram/webhook.ts'
import type { Clock } from '../../../clock.ts'
import type { Channel, InboundMessage, WebhookRequest } from '../../channel.ts'
import { createTelegram } from '../telegram.ts'
import { LATE_MS } from './link.ts'

const URL_HERE = 'https://claw.example/hooks/channel/telegram/default'
const SECRET = 'x-telegram-bot-api-secret-token'
const sam = person(41)

let telegram: TestTelegram
const channels: Channel[] = []
afterEach(async () => {
  for (const channel of channels.splice(0)) await channel.stop()
  await telegram.stop()
})

/** A bot that Telegram calls, unless `isReached` is false. */
async function connect(mode: 'polling' | 'webhook' = 'webhook') {
  const clock = createManualClock()
  /** The calls that are under way, but for a poll that Telegram holds: each has a limit by the clock. */
  let asking = 0
  const watched: Clock = {
    now: clock.now,
    after(ms, callback) {
      const cancel = clock.after(ms, callback)
      if (ms !== LATE_MS) return cancel
      asking += 1
      return () => {
        asking -= 1
        cancel()
      }
    },
  }
  const received: string[] = []
  const arrived = new Set<() => void>()
  const way = { isReached: true, isFull: false }
  const tunnel: Tunnel = async ({ headers, body }) => {
    if (!way.isReached) return 502
    const request = { method: 'POST', headers, query: new URLSearchParams(), body: Buffer.from(body) }
    return (await channels.at(-1)?.webhook?.(request))?.status ?? 0
  }
  telegram = await startTelegram({ tunnel })
  telegram.open(sam.id)

  async function open(kind: 'polling' | 'webhook', url: string | undefined = URL_HERE): Promise<Channel> {
    const channel = createTelegram(
      {
        ...{ account: 'default', token: telegram.token, apiRoot: telegram.url, setting: 'token' },
        mode: kind === 'polling' ? { kind } : { kind, url, setting: 'channels.telegram.mode' },
      },
      { clock: watched, log: { info() {}, warn() {} }, changed() {} },
    )
    channels.push(channel)
    await channel.start(async ({ text }: InboundMessage) => {
      if (way.isFull) throw new Error('the disk is full')
      received.push(text)
      for (const tell of arrived) tell()
    })
    return channel
  }
  const has = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => void (received.length >= count && resolve())
      arrived.add(look)
      look()
    })
  /** No time passes by the clock while an answer is on its way, however late that is. */
  async function settled(): Promise<void> {
    do await pause(5)
    while (asking > 0)
  }
  /** Twenty seconds at a time: Telegram is asked how it went. */
  async function check(): Promise<void> {
    const before = countOf('getWebhookInfo')
    clock.advance(20_000)
    await telegram.waitFor('getWebhookInfo', before + 1)
    await settled()
  }
  return { channel: await open(mode), open, clock, received, has, way, check, settled }
}

const countOf = (method: string): number => telegram.calls().filter((call) => call.method === method).length
const secretOf = (): string =>
  String(telegram.calls().find(({ method }) => method === 'setWebhook')?.params.secret_token)

/** Whether it keeps out whoever is not Telegram, whatever he sends. */
async function keepsOut({ webhook }: Channel): Promise<boolean> {
  const forged = Buffer.from(JSON.stringify({ update_id: 1, ...privateText(sam, 'let me in') }))
  const right = secretOf()
  const attempts: Partial<WebhookRequest>[] = [
    { headers: {} },
    { headers: { [SECRET]: '' } },
    { headers: { [SECRET]: right.slice(0, -1) } },
    { headers: { [SECRET]: `${right}x` } },
    { headers: { [SECRET]: telegram.token } },
    { headers: { authorization: `Bearer ${right}` } },
    { headers: { [SECRET]: right }, method: 'GET' },
  ]
  const statuses = await Promise.all(
    attempts.map((attempt) =>
      webhook?.({ method: 'POST', query: new URLSearchParams(), headers: {}, body: forged, ...attempt }),
    ),
  )
  return statuses.every((answer) => answer?.status === 401)
}

describe('a bot with a webhook', () => {
  it('takes no word of somebody who does not know its secret, and does not fall over nonsense', async () => {
    const { channel, received } = await connect()
    expect(secretOf()).toMatch(/^[\w-]{43}$/)
    expect(telegram.token).not.toContain(secretOf())
    expect(await keepsOut(channel)).toBe(true)
    expect(received).toEqual([])

    // Planted bug: one that looks at nothing is found out.
    const open: Channel = {
      ...channel,
      webhook: async (request) =>
        (await channel.webhook?.({ ...request, method: 'POST', headers: { [SECRET]: secretOf() } })) ?? {
          status: 0,
        },
    }
    expect(await keepsOut(open)).toBe(false)
    const nonsense = ['', '{', 'null', '7', '{"update_id":"1"}', '{"update_id":1,"message":7}', '\u0000']
    for (const body of nonsense) {
      const headers = { [SECRET]: secretOf() }
      const answer = await channel.webhook?.({
        ...{ method: 'POST', headers, query: new URLSearchParams(), body: Buffer.from(body) },
      })
      expect([200, 400]).toContain(answer?.status)
    }
  })

  it('says yes only to what is stored, and is called one message at a time', async () => {
    const { channel, received, has, way } = await connect()
    way.isFull = true
    telegram.push(privateText(sam, 'one'))
    telegram.push(privateText(sam, 'two'))
    await expect.poll(() => channel.state().kind).toBe('degraded')
    expect(telegram.pending()).toBe(2)
    way.isFull = false
    await has(2)
    expect(received).toEqual(['one', 'two'])
    expect(channel.state().kind).toBe('ready')
    const asked = telegram.calls().find(({ method }) => method === 'setWebhook')
    expect(asked?.params).toMatchObject({ url: URL_HERE, max_connections: 1 })
  })

  it('goes over to polling and back, and loses nothing of what came meanwhile', async () => {
    const { channel, open, received, has, settled } = await connect('polling')
    await channel.stop()
    telegram.push(privateText(sam, 'before the webhook'))
    const hooked = await open('webhook')
    await has(1)
    await hooked.stop()
    telegram.push(privateText(sam, 'nobody answers'))
    await settled()
    await open('polling')
    await has(2)
    expect(received).toEqual(['before the webhook', 'nobody answers'])
    expect(telegram.webhook().url).toBeUndefined()
  })

  it('says when Telegram does not reach it, and what to do where that lasts', async () => {
    const { channel, way, check, has } = await connect()
    await check()
    way.isReached = false
    telegram.push(privateText(sam, 'hello?'))
    const states: string[] = []
    for (let checks = 0; checks < 3; checks += 1) {
      const { failed } = telegram.webhook()
      await expect.poll(() => telegram.webhook().failed).toBeGreaterThan(failed)
      await check()
      states.push(channel.state().kind)
    }
    expect(states).toEqual(['degraded', 'degraded', 'needs-action'])
    expect(channel.state()).toMatchObject({ fix: expect.stringContaining(URL_HERE) })
    way.isReached = true
    await has(1)
    await expect.poll(() => channel.state().kind).toBe('ready')
  })

  it('asks for a host where it has none', async () => {
    await connect('polling')
    const channel = createTelegram(
      {
        ...{ account: 'other', token: telegram.token, apiRoot: telegram.url, setting: 'token' },
        mode: { kind: 'webhook', url: undefined, setting: 'channels.telegram.mode' },
      },
      { clock: createManualClock(), log: { info() {}, warn() {} }, changed() {} },
    )
    await channel.start(async () => {})
    expect(channel.state()).toMatchObject({
      kind: 'needs-action',
      fix: expect.stringContaining('gateway.hooks.publicHost'),
    })
  })
})

it.each(['polling', 'webhook'] as const)(
  'knows a forgotten webhook from a program that fights for the bot (%s)',
  async (mode) => {
    const { channel, clock, settled } = await connect(mode)
    const states: string[] = []
    for (let round = 0; round < 3; round += 1) {
      telegram.faults.takeOver()
      for (let seconds = 0; seconds < 25 && channel.state().kind === 'ready'; seconds += 1) {
        await settled()
        clock.advance(1_000)
      }
      states.push(channel.state().kind)
      for (let seconds = 0; seconds < 5 && round < 2 && channel.state().kind !== 'ready'; seconds += 1) {
        clock.advance(1_000)
        await settled()
      }
    }
    expect(states).toEqual(['degraded', 'degraded', 'needs-action'])
    expect(channel.state()).toMatchObject({ code: 'other-reader' })
  },
)
