import { afterEach, describe, expect, it } from 'vitest'
import { createManualClock } from '#testing/manual-clock.ts'
import { startTelegram } from '#testing/telegram/telegram.ts'
import { person, privateText } from '#testing/telegram/updates.ts'
import { createTestPlatform } from '#testing/test-channel.ts'
import type { Channel, InboundMessage } from './channel.ts'
import { createLocalChannel } from './local-channel.ts'
import { createTelegram } from './telegram/telegram.ts'

/** One channel and the far side of it. */
interface Rig {
  channel: Channel
  /** Somebody writes; resolves when the far side is done with it, rejects or not as that platform does. */
  write(text: string): Promise<unknown>
  /** How many messages the far side holds as acknowledged. */
  acknowledged(): number
  delivered(): string[]
  chatId: string
}

function createLocalRig(name: 'web' | 'cli'): Rig {
  const posted = new Map<string, string>()
  let acknowledged = 0
  let written = 0
  const channel = createLocalChannel(name, ({ sessionId, messageId, text }) => {
    if (sessionId !== 'session-1') return undefined
    if (!posted.has(messageId)) posted.set(messageId, text)
    return messageId
  })
  return {
    channel,
    chatId: 'session-1',
    acknowledged: () => acknowledged,
    delivered: () => [...posted.values()],
    async write(text) {
      written += 1
      const id = `credential key-${written}`
      await channel.submit({
        channel: name,
        account: 'default',
        eventId: id,
        messageId: id,
        chatId: 'session-1',
        chatKind: 'direct',
        senderId: 'credential',
        senderName: '',
        text,
      })
      acknowledged += 1
    },
  }
}

function createPlatformRig(): Rig {
  const platform = createTestPlatform({ knowsKeys: true })
  const channel = platform.connect()
  return {
    channel,
    chatId: 'chat-1',
    acknowledged: platform.confirmed,
    delivered: () => platform.delivered().map(({ text }) => text),
    async write(text) {
      platform.write({ text })
      await channel.poll()
    },
  }
}

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** Telegram's own client library over real HTTP. */
async function createTelegramRig(): Promise<Rig> {
  const telegram = await startTelegram()
  const sam = person(41)
  telegram.open(sam.id)
  const written: number[] = []
  const troubled = Promise.withResolvers<void>()
  const channel = createTelegram(
    { account: 'default', token: telegram.token, apiRoot: telegram.url, setting: 'token' },
    {
      clock: createManualClock(),
      log: { info() {}, warn() {} },
      changed: () => channel.state().kind === 'degraded' && troubled.resolve(),
    },
  )
  ends.push(async () => {
    await channel.stop()
    await telegram.stop()
  })
  async function confirm(update: number): Promise<void> {
    for (let polls = 1; telegram.confirmedOffset() <= update; polls += 1) {
      await telegram.waitFor('getUpdates', polls)
    }
  }
  return {
    channel,
    chatId: String(sam.id),
    acknowledged: () => written.filter((update) => update < telegram.confirmedOffset()).length,
    delivered: () => telegram.texts(sam.id),
    async write(text) {
      const update = telegram.push(privateText(sam, text))
      written.push(update)
      if (channel.state().kind !== 'off') await Promise.race([confirm(update), troubled.promise])
    },
  }
}

describe.each<[string, () => Rig | Promise<Rig>]>([
  ['web', () => createLocalRig('web')],
  ['cli', () => createLocalRig('cli')],
  ['test', createPlatformRig],
  ['telegram', createTelegramRig],
])('the channel %s', (name, createRig) => {
  it('is ready once it is started, and off before and after', async () => {
    const { channel } = await createRig()
    expect(channel).toMatchObject({ name, account: 'default' })
    expect(channel.textLimit).toBeGreaterThanOrEqual(64)
    expect(channel.state().kind).toBe('off')
    await channel.start(async () => {})
    expect(channel.state().kind).toBe('ready')
    await channel.stop()
    expect(channel.state().kind).toBe('off')
  })

  it('hands over each message with the ids of its platform', async () => {
    const rig = await createRig()
    const received: InboundMessage[] = []
    await rig.channel.start(async (message) => void received.push(message))
    await rig.write('one')
    await rig.write('two')
    expect(received.map(({ text }) => text)).toEqual(['one', 'two'])
    for (const message of received) expect(message).toMatchObject({ channel: name, account: 'default' })
    expect(new Set(received.map(({ eventId }) => eventId)).size).toBe(2)
    expect(new Set(received.map(({ messageId }) => messageId)).size).toBe(2)
  })

  it('acknowledges a message only when it is stored', async () => {
    const rig = await createRig()
    const store = Promise.withResolvers<void>()
    const arrival = Promise.withResolvers<void>()
    await rig.channel.start(() => {
      arrival.resolve()
      return store.promise
    })
    const writing = rig.write('hello')
    await arrival.promise
    expect(rig.acknowledged()).toBe(0)
    store.resolve()
    await writing
    expect(rig.acknowledged()).toBe(1)
  })

  it('does not acknowledge what could not be stored', async () => {
    const rig = await createRig()
    await rig.channel.start(() => Promise.reject(new Error('the disk is full')))
    await rig.write('hello').catch(() => {})
    expect(rig.acknowledged()).toBe(0)
  })

  it('takes nothing in after a stop', async () => {
    const rig = await createRig()
    const received: InboundMessage[] = []
    await rig.channel.start(async (message) => void received.push(message))
    await rig.channel.stop()
    await rig.write('too late').catch(() => {})
    expect(received).toEqual([])
    expect(rig.acknowledged()).toBe(0)
  })

  it('delivers a message once, however often it is sent under one key if it says so', async () => {
    const rig = await createRig()
    await rig.channel.start(async () => {})
    const { resendsSafely } = rig.channel
    expect(resendsSafely).toBe(name !== 'telegram')
    const message = { chatId: rig.chatId, text: 'answer', idempotencyKey: 'run-1:0' }
    const first = await rig.channel.send(message)
    expect(first).toMatchObject({ kind: 'sent', messageId: expect.any(String) })
    if (resendsSafely) expect(await rig.channel.send(message)).toEqual(first)
    expect(rig.delivered()).toEqual(['answer'])
  })

  it('refuses to send while it is off, for now', async () => {
    const rig = await createRig()
    const message = { chatId: rig.chatId, text: 'answer', idempotencyKey: 'run-1:0' }
    expect(await rig.channel.send(message)).toMatchObject({ kind: 'refused', permanent: false })
    expect(rig.delivered()).toEqual([])
  })
})

describe('the channels of the gateway itself', () => {
  it('refuse a session that does not exist for good', async () => {
    const { channel } = createLocalRig('web')
    await channel.start(async () => {})
    const sent = channel.send({ chatId: 'nowhere', text: 'answer', idempotencyKey: 'k' })
    expect(await sent).toMatchObject({ kind: 'refused', permanent: true })
  })

  it('try again later where the database does not take the message', async () => {
    const channel = createLocalChannel('cli', () => {
      throw new Error('the disk is full')
    })
    await channel.start(async () => {})
    const sent = channel.send({ chatId: 'session-1', text: 'answer', idempotencyKey: 'k' })
    expect(await sent).toMatchObject({ kind: 'refused', permanent: false })
  })
})
