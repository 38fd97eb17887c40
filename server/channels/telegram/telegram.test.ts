import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createManualClock } from '#testing/manual-clock.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import { person, privateText, unknownKind } from '#testing/telegram/updates.ts'
import type { ChannelState, InboundMessage } from '../channel.ts'
import { createClient } from './client.ts'
import { createTroubleReader } from './link/trouble.ts'
import { sendMessage } from './send.ts'
import { createTelegram } from './telegram.ts'

const SETTING = 'channels.telegram.token'
const sam = person(41)

describe('the Telegram channel', () => {
  let telegram: TestTelegram
  const stops: (() => unknown)[] = []

  beforeEach(async () => {
    telegram = await startTelegram()
  })
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
    await telegram.stop()
  })

  /** A channel and what can be seen of it. Whatever it says must not hold the token. */
  function connect(
    options: {
      token?: string | undefined
      account?: string
      at?: TestTelegram
      store?: (message: InboundMessage) => void
    } = {},
  ) {
    const { at = telegram, account = 'default' } = options
    const { token = at.token } = options
    const clock = createManualClock()
    const received: InboundMessage[] = []
    const said: unknown[] = []
    const watchers = new Set<() => void>()
    const look = (): void => {
      for (const watcher of [...watchers]) watcher()
    }
    const note = (message: string, fields?: unknown): void => void said.push([message, fields])
    const channel = createTelegram(
      { account, token, apiRoot: at.url, setting: SETTING },
      {
        clock,
        log: { info: note, warn: note },
        changed() {
          said.push(channel.state())
          look()
        },
      },
    )
    const when = (isSo: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const watcher = (): void => {
          if (!isSo()) return
          watchers.delete(watcher)
          resolve()
        }
        watchers.add(watcher)
        watcher()
      })
    stops.push(async () => {
      await channel.stop()
      expect(JSON.stringify(said)).not.toContain(telegram.token.slice(10))
    })
    return {
      channel,
      clock,
      received,
      said,
      start: () =>
        channel.start(async (message) => {
          options.store?.(message)
          received.push(message)
          look()
        }),
      is: (kind: ChannelState['kind']) => when(() => channel.state().kind === kind),
      has: (count: number) => when(() => received.length >= count),
    }
  }

  const text = (words: string, chatId = sam.id) => ({
    chatId: String(chatId),
    text: words,
    idempotencyKey: words,
  })

  it('takes the bot from whoever had a webhook for it, and reads what waited', async () => {
    await telegram.stop()
    telegram = await startTelegram({ webhook: true })
    telegram.push(privateText(sam, 'are you there?'))
    const rig = connect()
    await rig.start()
    await rig.has(1)
    expect(rig.channel.state()).toEqual({ kind: 'ready' })
    expect(rig.received[0]).toMatchObject({ channel: 'telegram', account: 'default', text: 'are you there?' })
  })

  it('K7: hands over in order, steps over what it does not know, and asks again for what was not stored', async () => {
    let isFull = true
    const rig = connect({
      store: ({ text: words }) => {
        if (isFull && words === 'two') throw new Error('the disk is full')
      },
    })
    await rig.start()
    telegram.push(privateText(sam, 'one'))
    await rig.has(1)
    telegram.push(unknownKind())
    telegram.push({ message: { chat: { id: sam.id }, from: 7, new_chat_members: 7 } })
    const second = telegram.push(privateText(sam, 'two'))
    telegram.push(privateText(sam, 'three'))
    await rig.is('degraded')
    expect(telegram.confirmedOffset()).toBeLessThanOrEqual(second)
    isFull = false
    rig.clock.advance(1_000)
    await rig.has(3)
    expect(rig.received.map(({ text: words }) => words)).toEqual(['one', 'two', 'three'])
    expect(rig.channel.state().kind).toBe('ready')
  })

  it('is one of several bots, each with its own messages and its own answers', async () => {
    const other = await startTelegram({ token: '987654321:TEST-token_of-another-bot-of-35-cha' })
    stops.push(other.stop)
    const [ours, theirs] = [connect(), connect({ account: 'work', at: other })]
    await Promise.all([ours.start(), theirs.start()])
    telegram.push(privateText(sam, 'to the first'))
    other.push(privateText(sam, 'to the second'))
    await Promise.all([ours.has(1), theirs.has(1)])
    expect(
      [...ours.received, ...theirs.received].map(({ account, text: words }) => [account, words]),
    ).toEqual([
      ['default', 'to the first'],
      ['work', 'to the second'],
    ])
    expect(ours.received[0]?.eventId).not.toBe(theirs.received[0]?.eventId)
    await theirs.channel.send(text('from the second'))
    expect([telegram.texts(sam.id), other.texts(sam.id)]).toEqual([[], ['from the second']])
  })

  it.each([
    [
      'a token that is not known',
      () => telegram.faults.revokeToken(),
      /@BotFather.*channels\.telegram\.token/,
    ],
    ['another program that reads', () => telegram.faults.conflict(1), /Stop the other program/],
  ])('says what to do about %s', async (_, spoil, fix) => {
    spoil()
    const rig = connect()
    await rig.start()
    expect(rig.channel.state()).toMatchObject({ kind: 'needs-action', fix: expect.stringMatching(fix) })
  })

  it('says that a token is missing, and asks nobody', async () => {
    const rig = connect({ token: '' })
    await rig.start()
    expect(rig.channel.state()).toMatchObject({ kind: 'needs-action', reason: 'There is no bot token.' })
    expect(telegram.calls()).toEqual([])
  })

  it.each<[string, number, () => void]>([
    ['the other program has gone', 30_000, () => telegram.faults.conflict(1)],
    [
      'Telegram has waited as long as it asked',
      7_000,
      () => telegram.faults.tooMany(1, 7, { method: 'getUpdates' }),
    ],
    ['Telegram has recovered', 1_000, () => telegram.faults.serverError(1)],
    ['the network is back', 1_000, () => telegram.faults.cut(1)],
  ])('K6: is ready again by itself when %s', async (_, ms, spoil) => {
    spoil()
    const rig = connect()
    await rig.start()
    rig.clock.advance(ms - 1)
    expect(rig.channel.state().kind).not.toBe('ready')
    rig.clock.advance(1)
    await rig.is('ready')
    telegram.push(privateText(sam, 'hello'))
    await rig.has(1)
  })

  it('never waits longer than 8 seconds for a network, the attempt included, so that it is back soon', () => {
    const trouble = createTroubleReader({ clock: createManualClock(), setting: SETTING })
    const thrown = { error: { code: 'ENOTFOUND' } }
    for (let attempts = 0; attempts < 50; attempts += 1) {
      const { pauseMs, state } = trouble.read(thrown, 0)
      expect(pauseMs).toBeLessThanOrEqual(8_000)
      expect(state).toMatchObject({ kind: 'degraded', reason: "Telegram can't be reached (ENOTFOUND)." })
    }
    // Where nothing came back for 8 seconds, nearly all of the pause is over.
    expect(trouble.read(thrown, 8_000).pauseMs).toBe(1_000)
    trouble.end()
    expect(trouble.read(thrown, 0).pauseMs).toBe(1_000)
  })

  it('leaves a connection that has gone deaf within a minute, and loses nothing', async () => {
    const rig = connect()
    await rig.start()
    await telegram.waitFor('getUpdates', 2)
    // The request that waits there is not answered in time.
    rig.clock.advance(33_000)
    await rig.is('degraded')
    telegram.push(privateText(sam, 'still there?'))
    rig.clock.advance(1_000)
    await rig.has(1)
    expect(rig.channel.state().kind).toBe('ready')
  })

  it('stops while Telegram does not answer', async () => {
    telegram.faults.halfOpen(1)
    const rig = connect()
    const starting = rig.start()
    await rig.channel.stop()
    await starting
    expect(rig.channel.state()).toEqual({ kind: 'off' })
  })

  it('sends what is formatted as such, and shows no link to anybody', async () => {
    telegram.open(sam.id)
    const rig = connect()
    await rig.start()
    const sent = await rig.channel.send(text('**Yes** & no: `a < b`'))
    expect(sent).toMatchObject({ kind: 'sent', messageId: expect.stringMatching(/^\d+$/) })
    expect(telegram.texts(sam.id)).toEqual(['Yes & no: a < b'])
    expect(telegram.sent()[0]?.params).toMatchObject({ link_preview_options: { is_disabled: true } })
  })

  it('K8: sends a text as it was written where Telegram does not take its format', async () => {
    telegram.open(sam.id)
    const client = createClient({ token: telegram.token, apiRoot: telegram.url, clock: createManualClock() })
    stops.push(client.close)
    const sent = await sendMessage(client, text('5 < 6'), (words) => `<b>${words}`)
    expect(sent.kind).toBe('sent')
    expect(telegram.texts(sam.id)).toEqual(['5 < 6'])
  })

  it.each<[string, () => void, object]>([
    [
      'waits as told',
      () => telegram.faults.tooMany(1, 3),
      { kind: 'refused', retryAfterMs: 3_000, permanent: false },
    ],
    [
      'gives up on somebody who wants nothing more',
      () => telegram.block(sam.id),
      { kind: 'refused', permanent: true },
    ],
    [
      'does not know what became of it',
      () => telegram.faults.serverError(1, { method: 'sendMessage' }),
      { kind: 'uncertain' },
    ],
    [
      'does not know either',
      () => telegram.faults.cut(1, { method: 'sendMessage', taken: true }),
      { kind: 'uncertain' },
    ],
    ['waits for another token', () => telegram.faults.revokeToken(), { kind: 'refused', permanent: false }],
  ])('K8: %s', async (_, spoil, result) => {
    telegram.open(sam.id)
    const rig = connect()
    await rig.start()
    spoil()
    const sent = await rig.channel.send(text('hello'))
    expect(sent).toMatchObject(result)
    expect(JSON.stringify(sent)).not.toContain(telegram.token.slice(10))
  })

  it('K8: knows that nothing arrived where there was no connection', async () => {
    const rig = connect()
    await rig.start()
    await telegram.stop()
    const sent = await rig.channel.send(text('hello'))
    expect(sent).toEqual({
      kind: 'refused',
      reason: "Telegram can't be reached (ECONNREFUSED).",
      permanent: false,
    })
  })

  it('K8: lets an answer be that does not come', async () => {
    telegram.open(sam.id)
    const rig = connect()
    await rig.start()
    telegram.faults.halfOpen(1, { method: 'sendMessage', taken: true })
    const sending = rig.channel.send(text('hello'))
    await telegram.waitFor('sendMessage')
    rig.clock.advance(20_000)
    expect(await sending).toMatchObject({ kind: 'uncertain' })
    expect(telegram.texts(sam.id)).toEqual(['hello'])
  })
})
