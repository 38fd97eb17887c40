import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listMessages } from '#db/queries/messages.ts'
import { configSchema } from '#protocol/config.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import { person, privateText } from '#testing/telegram/updates.ts'
import { createEvents } from '../events.ts'
import { createWayIn } from '../inbound/fixtures/way-in.ts'
import { createPost } from '../outbound/post.ts'
import { type Absences, createAbsences } from './absence.ts'
import type { InboundMessage } from './channel.ts'
import { startChannels } from './supervisor.ts'
import { createTelegram } from './telegram/telegram.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const PEOPLE = [41, 42, 43, 44, 45]
const BOT = { name: 'telegram', account: 'default' }
const log = { info() {}, warn() {}, error() {} }

interface Rules {
  absences?: (ours: Absences) => Absences
  read?: (message: InboundMessage) => InboundMessage
}

let telegram: TestTelegram
let wayIn: ReturnType<typeof createWayIn>
beforeEach(async () => {
  telegram = await startTelegram()
  wayIn = createWayIn({ contacts: { findRole: () => 'guest', isGroupAllowed: () => false } })
})
afterEach(async () => {
  wayIn.remove()
  await telegram.stop()
})

/** One start of a gateway. */
function boot({ absences: change = (ours) => ours, read = (message) => message }: Rules = {}) {
  const { clock } = wayIn
  const gateway = wayIn.boot()
  const { db, sessions } = gateway
  const events = createEvents()
  const absences = change(
    createAbsences({
      db,
      clock,
      main: () => ({ sessionId: sessions.getMain().id, language: 'en' }),
      post: createPost({ db, clock, events }),
      log,
    }),
  )
  const watchers = new Set<() => void>()
  let received = 0
  const channel = createTelegram(
    { account: BOT.account, token: telegram.token, apiRoot: telegram.url, setting: 'token' },
    { clock, log, changed() {} },
  )
  const supervisor = startChannels({
    channels: [channel],
    config: configSchema.parse({}),
    receive: async (message) => {
      await gateway.receive(read(message))
      received += 1
      for (const look of watchers) look()
    },
    ...{ clock, events, absences, log },
  })
  return {
    ...gateway,
    absences,
    supervisor,
    async ready(): Promise<void> {
      await telegram.waitFor('getUpdates', telegram.calls().filter(isPoll).length + 2)
      clock.advance(5_000)
    },
    has: (count: number) =>
      new Promise<void>((resolve) => {
        const look = (): void => void (received >= count && resolve())
        watchers.add(look)
        look()
      }),
    said: () => listMessages(db, { sessionId: sessions.getMain().id, limit: 50 }).messages.map(textOf),
  }
}

const isPoll = ({ method }: { method: string }): boolean => method === 'getUpdates'
const textOf = ({ parts }: { parts: readonly { type: string }[] }): string =>
  parts.map((part) => ('text' in part ? String(part.text) : '')).join('')

/**
 * A gateway hears Telegram, is down for so long, and comes back. In the last hour five people wrote so many messages
 * each, the last two of them in the last minute. Some are handed out twice.
 */
async function comeBackAfter(hours: number, { each = 4, ...rules }: Rules & { each?: number } = {}) {
  const { clock } = wayIn
  const before = boot(rules)
  await before.ready()
  const leftAt = clock.now()
  await before.supervisor.stop()
  clock.advance(hours * HOUR_MS)
  const updates = Array.from({ length: each }, (_, index) =>
    PEOPLE.map((id) => {
      const at = clock.now() - (index < each - 2 ? HOUR_MS - index * 20_000 : MINUTE_MS)
      const { message } = privateText(person(id), `message ${index}`)
      return telegram.push({ message: { ...message, date: Math.floor(at / 1_000) } })
    }),
  ).flat()
  for (const update of updates.slice(0, 3)) telegram.faults.redeliver(update)
  const after = boot(rules)
  await after.has(updates.length)
  clock.advance(5_000)
  const chats = PEOPLE.map((id) => {
    const { id: sessionId } = after.sessions.openChat(after.db, {
      ...{
        channel: BOT.name,
        account: BOT.account,
        chatId: String(id),
        chatKind: 'direct',
        senderId: String(id),
      },
      senderName: '',
    } as Parameters<typeof after.sessions.openChat>[1])
    return listMessages(after.db, { sessionId, limit: 200 }).messages
  })
  await after.supervisor.stop()
  return { ...after, leftAt, backAt: clock.now() - 5_000, chats }
}

describe('K6: after an absence', () => {
  it('of an hour everything is taken in once, in order in each chat, and what is old says when it was written', async () => {
    const { chats, runs, said, absences, backAt } = await comeBackAfter(2, { each: 100 })
    expect(runs()).toHaveLength(500)
    for (const messages of chats) {
      expect(messages.map(textOf)).toEqual(Array.from({ length: 100 }, (_, index) => `message ${index}`))
      const late = messages.flatMap(({ metadata }) => metadata?.writtenAt ?? [])
      expect(late).toHaveLength(98)
      expect(late[0]).toBe(backAt - HOUR_MS)
    }
    expect(said()).toEqual([])
    expect(absences.find(BOT)?.missed).toBeNull()
  })

  it('of 25 hours the owner is told once which messages may be missing, and it is shown for a week', async () => {
    const { said, supervisor, leftAt, backAt, runs } = await comeBackAfter(25)
    const from = leftAt - 5_000
    const missed = { from, until: backAt - 24 * HOUR_MS }
    expect(runs()).toHaveLength(20)
    expect(said()).toEqual([
      expect.stringMatching(/^@claw_test_bot \(telegram\) was not connected.*24 hours/),
    ])
    expect(supervisor.list()[0]?.hearing).toEqual({ heardAt: backAt, missed })
    const again = boot()
    await again.ready()
    expect(again.said()).toHaveLength(1)
    expect(again.absences.find(BOT)?.missed).toEqual(missed)
    wayIn.clock.advance(7 * 24 * HOUR_MS)
    expect(again.absences.find(BOT)?.missed).toBeNull()
    await again.supervisor.remove(BOT.name, BOT.account)
    expect(again.absences.find(BOT)).toBeUndefined()
  })

  it('planted bugs: a gateway that remembers only this start, or reads no time of writing, is found out', async () => {
    const careless = await comeBackAfter(25, {
      absences: (ours) => ({ ...ours, note: () => false }),
      read: ({ sentAt: _, ...message }) => message,
    })
    expect(careless.said()).toEqual([])
    expect(careless.absences.find(BOT)).toBeUndefined()
    expect(careless.chats.flat().some(({ metadata }) => metadata?.writtenAt)).toBe(false)
  })
})

describe('when a channel was last heard of', () => {
  it('is written down once a minute, whatever it hears, and a clock that is set back loses nothing', () => {
    const { db } = wayIn.boot()
    const told: string[] = []
    const absences = createAbsences({
      ...{ db, clock: wayIn.clock, log },
      main: () => ({ sessionId: 'main', language: 'zh' }),
      post: ({ text }) => told.push(text),
    })
    const bot = { ...BOT, keepsMs: 24 * HOUR_MS }
    const written = new Set<number | undefined>()
    for (let seconds = 0; seconds < 600; seconds += 5) {
      absences.note(bot, 1_000 * seconds)
      written.add(absences.find(bot)?.heardAt)
    }
    expect(written.size).toBe(10)
    absences.note(bot, 50 * HOUR_MS)
    expect(told).toEqual([expect.stringContaining('只保留 24 小时')])
    absences.note(bot, HOUR_MS)
    absences.note(bot, 2 * HOUR_MS)
    expect([absences.find(bot)?.heardAt, told.length]).toEqual([2 * HOUR_MS, 1])
    // A platform that keeps nothing, or everything: nobody can say what is missing.
    absences.note({ ...BOT, account: 'other' }, 0)
    absences.note({ ...BOT, account: 'other' }, 999 * HOUR_MS)
    expect(told).toHaveLength(1)
  })
})
