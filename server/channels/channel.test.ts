import { afterEach, describe, expect, it } from 'vitest'
import type { InboundMessage, InboundPress } from './channel.ts'
import { ADAPTERS, type Adapter, type Rig } from './fixtures/rigs.ts'
import { createLocalChannel } from './local-channel.ts'

const rigs: Rig[] = []
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.stop()
})

async function setUp(adapter: Adapter): Promise<Rig> {
  const rig = await ADAPTERS[adapter]()
  rigs.push(rig)
  return rig
}

describe.each(Object.keys(ADAPTERS) as Adapter[])('the channel %s', (adapter) => {
  const name = adapter.split(',')[0]

  it('is ready once it is started, and off before and after', async () => {
    const { channel } = await setUp(adapter)
    expect(channel).toMatchObject({ name, account: 'default' })
    expect(channel.textLimit).toBeGreaterThanOrEqual(64)
    expect(channel.state().kind).toBe('off')
    await channel.start(async () => {})
    expect(channel.state().kind).toBe('ready')
    await channel.stop()
    expect(channel.state().kind).toBe('off')
  })

  it('hands over each message with the ids of its platform', async () => {
    const rig = await setUp(adapter)
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
    const rig = await setUp(adapter)
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
    const rig = await setUp(adapter)
    await rig.channel.start(() => Promise.reject(new Error('the disk is full')))
    await rig.write('hello').catch(() => {})
    expect(rig.acknowledged()).toBe(0)
  })

  it('takes nothing in after a stop', async () => {
    const rig = await setUp(adapter)
    const received: InboundMessage[] = []
    await rig.channel.start(async (message) => void received.push(message))
    await rig.channel.stop()
    await rig.write('too late').catch(() => {})
    expect(received).toEqual([])
    expect(rig.acknowledged()).toBe(0)
  })

  it('delivers a message once, however often it is sent under one key if it says so', async () => {
    const rig = await setUp(adapter)
    await rig.channel.start(async () => {})
    const { resendsSafely } = rig.channel
    expect(resendsSafely).toBe(name !== 'telegram')
    const message = { chatId: rig.chatId, text: 'answer', idempotencyKey: 'run-1:0' }
    const first = await rig.channel.send(message)
    expect(first).toMatchObject({ kind: 'sent', messageId: expect.any(String) })
    if (resendsSafely) expect(await rig.channel.send(message)).toEqual(first)
    expect(rig.delivered()).toEqual(['answer'])
  })

  it('does what it says that it can, and where it edits, an edit twice is one message', async () => {
    const { channel, chatId, delivered } = await setUp(adapter)
    const { edit, typing, drafts, media } = channel.capabilities
    const has = [channel.show, channel.typing, channel.draft, channel.fetchFile].map(Boolean)
    expect(has).toEqual([edit, typing, drafts, media])
    if (!edit) return
    await channel.start(async () => {})
    const shown = await channel.show?.({ chatId, text: 'half' })
    const replaces = shown?.kind === 'sent' ? shown.messageId : ''
    const whole = { chatId, text: 'half and half', idempotencyKey: 'key', replaces }
    for (const _ of [1, 2]) expect(await channel.send(whole)).toEqual({ kind: 'sent', messageId: replaces })
    expect(delivered()).toEqual(['half and half'])
    const gone = await channel.send({ ...whole, replaces: '999' })
    expect(gone).toMatchObject({ kind: 'refused', permanent: true })
    await channel.stop()
    expect(await channel.show?.({ chatId, text: 'late' })).toMatchObject({ kind: 'refused' })
    await expect(channel.typing?.({ chatId })).resolves.toBeUndefined()
  })

  it('takes the longest text that it says it takes, whole', async () => {
    const { channel, chatId, delivered } = await setUp(adapter)
    await channel.start(async () => {})
    const text = 'long '
      .repeat(channel.textLimit)
      .slice(0, channel.textLimit - 1)
      .concat('.')
    expect(await channel.send({ chatId, text, idempotencyKey: 'key' })).toMatchObject({ kind: 'sent' })
    expect(delivered()).toEqual([text])
  })

  it('brings back what is on a button with who pressed it, where it has buttons', async () => {
    const { channel, chatId, press } = await setUp(adapter)
    expect(Boolean(press)).toBe(channel.capabilities.buttons)
    if (!press) return
    const pressed = Promise.withResolvers<InboundPress>()
    await channel.start(
      async () => {},
      async (one) => {
        pressed.resolve(one)
        return { notice: 'Thank you.' }
      },
    )
    const buttons = [[{ label: 'Yes', actionId: 'yes:1' }]]
    const sent = await channel.send({ chatId, text: 'May it?', idempotencyKey: 'key', buttons })
    const messageId = sent.kind === 'sent' ? sent.messageId : ''
    press()
    expect(await pressed.promise).toMatchObject({ chatId, messageId, senderId: chatId, actionId: 'yes:1' })
  })

  it('refuses to send while it is off, for now', async () => {
    const rig = await setUp(adapter)
    const message = { chatId: rig.chatId, text: 'answer', idempotencyKey: 'run-1:0' }
    expect(await rig.channel.send(message)).toMatchObject({ kind: 'refused', permanent: false })
    expect(rig.delivered()).toEqual([])
  })
})

describe('the channels of the gateway itself', () => {
  it('refuse a session that does not exist for good', async () => {
    const { channel } = await setUp('web')
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
