import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createInboxRow, startInboxRow } from '#db/queries/inbox.ts'
import { createRun } from '#db/queries/runs.ts'
import { createSession } from '#db/queries/sessions.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import type { Channel } from '../../channels/channel.ts'
import { createTelegram } from '../../channels/telegram/telegram.ts'
import { createEvents } from '../../events.ts'
import { startDelivery } from '../deliver.ts'
import { createSettle } from '../settle.ts'
import { startLiveAnswers } from './live-answers.ts'

const SAM = 41
const GROUP = -100_900
const log = { info() {}, warn() {} }

let telegram: TestTelegram
let database: ReturnType<typeof createTempDatabase>
const stops: (() => Promise<void>)[] = []

beforeEach(async () => {
  telegram = await startTelegram()
  telegram.open(SAM)
  telegram.open(GROUP)
  database = createTempDatabase()
})
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
  await telegram.stop()
  database.remove()
})

/** A gateway whose runs are written by hand; its clock is turned by hand, its Telegram is real HTTP. */
async function boot(options: { change?: (channel: Channel) => Channel; forgets?: boolean } = {}) {
  const { change = (channel: Channel) => channel, forgets = false } = options
  const { db } = database.open()
  const clock = createManualClock()
  const events = createEvents()
  const connected = createTelegram(
    { account: 'default', token: telegram.token, apiRoot: telegram.url, setting: 'token' },
    { clock, log, changed() {} },
  )
  await connected.start(async () => {})
  const channel = change(connected)
  const texts = new Map<string, string>()
  const findChannel = () => channel
  const live = startLiveAnswers({
    db,
    clock,
    events,
    findChannel,
    answerText: (sessionId) => texts.get(sessionId) ?? '',
    log,
  })
  const delivery = startDelivery({
    db,
    clock,
    findChannel,
    findReplaced: async (row) => (row.part === 0 && !forgets ? live.close(row.runId) : undefined),
    events,
    log,
    failpoint() {},
  })
  const settle = createSettle({ clock, findChannel })
  const halt = async () => {
    await live.stop()
    await delivery.stop()
    await connected.stop()
  }
  stops.push(halt)

  /** Somebody asked something in a chat, and the answer has begun. */
  function begin(chatId: number, runId = 'run-1'): void {
    createSession(db, {
      id: runId,
      key: runId,
      agent: 'main',
      title: '',
      trusted: false,
      createdAt: 0,
      updatedAt: 0,
    })
    createRun(db, { id: runId, sessionId: runId, userMessageId: 'u', messageId: 'm', createdAt: 0 })
    createInboxRow(db, {
      id: runId,
      channel: 'telegram',
      account: 'default',
      eventId: runId,
      chatId: String(chatId),
      chatKind: chatId < 0 ? 'group' : 'direct',
      threadId: chatId < 0 ? '7' : undefined,
      externalMessageId: runId,
      senderId: String(SAM),
      senderName: 'Sam',
      text: 'question',
      receivedAt: clock.now(),
    })
    startInboxRow(db, { id: runId, runId, disposition: 'started' })
    resume(runId)
  }
  const resume = (runId = 'run-1'): void =>
    events.session(runId, { type: 'run-start', runId, userMessageId: 'u', messageId: 'm' })

  function say(text: string, runId = 'run-1'): void {
    texts.set(runId, text)
    events.session(runId, { type: 'chunk', runId, chunk: { type: 'text-delta', id: '1', delta: '' } })
  }

  /** So many milliseconds go by, with all that happens on the network in them. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      clock.advance(Math.min(250, left))
      await quiet()
    }
  }

  async function end(text: string, runId = 'run-1'): Promise<void> {
    const run = { runId, sessionId: runId, status: 'completed', messageId: 'm', text } as const
    db.transaction((tx) => settle(tx, run), { behavior: 'immediate' })
    events.session(runId, { type: 'run-end', runId, status: 'completed' })
    await pass(3_000)
  }
  return { begin, resume, say, pass, end, halt, events }
}

/** Resolves when Telegram has had no new call for a moment. */
async function quiet(): Promise<void> {
  for (let seen = -1; seen !== telegram.calls().length; ) {
    seen = telegram.calls().length
    await new Promise((resolve) => setTimeout(resolve, 4))
  }
}

const count = (method: string): number => telegram.calls().filter((call) => call.method === method).length
const LONG = Array.from({ length: 300 }, (_, index) => `word ${index} `.padEnd(10, 'x')).join('')

describe('an answer in the making', () => {
  it('is a draft in a private chat, no oftener than once a second, and ends as one whole message', async () => {
    const home = await boot()
    home.begin(SAM)
    await home.pass(300)
    expect(count('sendChatAction')).toBe(1)
    for (let part = 300; part <= 3_000; part += 300) {
      home.say(`**${LONG.slice(0, part)}`)
      await home.pass(500)
    }
    const drafts = telegram.calls().filter(({ method }) => method === 'sendMessageDraft')
    expect(drafts.length).toBeGreaterThanOrEqual(3)
    expect(drafts.length).toBeLessThanOrEqual(5)
    expect(new Set(drafts.map(({ params }) => params.draft_id)).size).toBe(1)
    expect(drafts.at(-1)?.params.text).toMatch(/^<b>.*<\/b>$/)
    expect(count('sendMessage')).toBe(0)
    await home.end(LONG)
    expect(telegram.texts(SAM)).toEqual([LONG.trim()])
  })

  it('is one message in a group, in its topic, which is edited and becomes the answer', async () => {
    const home = await boot()
    home.begin(GROUP)
    for (let part = 100; part <= 3_000; part += 100) {
      home.say(LONG.slice(0, part))
      await home.pass(250)
    }
    expect(telegram.texts(GROUP)).toHaveLength(1)
    expect(count('editMessageText')).toBeLessThanOrEqual(8)
    await home.end(LONG)
    expect(telegram.texts(GROUP)).toEqual([LONG.trim()])
    expect(count('sendMessage')).toBe(1)
    expect(telegram.sent()[0]?.params.message_thread_id).toBe(7)
  })

  it('shows the beginning of what is longer than a message, and the parts follow it', async () => {
    const home = await boot()
    home.begin(GROUP)
    const long = LONG.repeat(2)
    home.say(long)
    await home.pass(300)
    home.say(`${long}more`)
    await home.pass(4_000)
    expect(count('editMessageText')).toBe(0)
    await home.end(long)
    expect(telegram.texts(GROUP)).toHaveLength(2)
    expect(telegram.texts(GROUP).join(' ')).toBe(long.trim())
  })

  async function endAfterDeath(forgets: boolean): Promise<string[]> {
    const home = await boot()
    home.begin(GROUP)
    home.say('half of')
    await home.pass(300)
    expect(telegram.texts(GROUP)).toEqual(['half of'])
    await home.halt()
    const again = await boot({ forgets })
    again.resume()
    await again.end('half of it, and the rest')
    return telegram.texts(GROUP)
  }

  it('K8: does not stay beside the answer when the gateway died in between', async () => {
    expect(await endAfterDeath(false)).toEqual(['half of it, and the rest'])
  })

  it('K8, planted bug: a gateway that forgets which message it was is found out', async () => {
    expect(await endAfterDeath(true)).toHaveLength(2)
  })

  it('K8: is left alone while Telegram asks to be slower, and still ends whole', async () => {
    const home = await boot()
    home.begin(GROUP)
    home.say('one')
    await home.pass(300)
    telegram.faults.tooMany(1, 5, { method: 'editMessageText' })
    home.say('one two')
    await home.pass(1_200)
    expect(count('editMessageText')).toBe(1)
    home.say('one two three')
    await home.pass(4_000)
    expect(count('editMessageText')).toBe(1)
    await home.end('one two three four')
    expect(telegram.texts(GROUP)).toEqual(['one two three four'])
  })

  it('K8: becomes the answer once, although Telegram took the change and lost its answer', async () => {
    const home = await boot()
    home.begin(GROUP)
    home.say('one')
    await home.pass(300)
    telegram.faults.cut(1, { method: 'editMessageText', taken: true })
    await home.end('one two')
    expect(telegram.texts(GROUP)).toEqual(['one two'])
    expect(count('sendMessage')).toBe(1)
  })

  it('is edited where the server has no drafts', async () => {
    const home = await boot()
    home.begin(SAM)
    const bare = await boot({
      change: (channel) => ({
        ...channel,
        draft: async () => ({ kind: 'refused', reason: '', permanent: true }),
      }),
    })
    await home.halt()
    bare.resume()
    bare.say('one')
    await bare.pass(1_500)
    expect(telegram.texts(SAM)).toEqual(['one'])
    await bare.end('one two')
    expect(telegram.texts(SAM)).toEqual(['one two'])
  })

  it('shows no typing while the run waits for the owner', async () => {
    const home = await boot()
    home.begin(SAM)
    await home.pass(300)
    home.events.session('run-1', { type: 'run-wait', runId: 'run-1', approvalIds: ['a'] })
    await home.pass(10_000)
    expect(count('sendChatAction')).toBe(1)
    home.events.system({ type: 'run-change', runId: 'run-1', sessionId: 'run-1', status: 'running' })
    await home.pass(1_200)
    expect(count('sendChatAction')).toBe(2)
  })
})
