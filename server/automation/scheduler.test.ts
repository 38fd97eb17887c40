import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deleteSession } from '#db/queries/keeping/session-removal.ts'
import { listMessages } from '#db/queries/messages.ts'
import { AppError } from '#protocol/errors.ts'
import type { JobTime } from '#protocol/jobs.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { createWayIn } from '../inbound/fixtures/way-in.ts'
import { createJobs } from './jobs.ts'
import { startScheduler } from './scheduler.ts'

const MINUTE = 60_000
let house: ReturnType<typeof createWayIn>
let open: ReturnType<typeof start>

/** Jobs over the real way in. `crash` throws where a crash would leave the gateway: after saying, before moving on. */
function start(
  options: { crash?: boolean; zone?: string; submit?: (message: InboundMessage) => Promise<void> } = {},
) {
  const way = house.boot()
  const { db } = way
  const ids = { next: 0 }
  const warnings: string[] = []
  const scheduler = startScheduler({
    db,
    clock: house.clock,
    submit: options.submit ?? way.receive,
    failpoint: () => {
      if (options.crash) throw new Error('gone')
    },
    log: { warn: (message) => void warnings.push(message) },
  })
  const jobs = createJobs({
    db,
    clock: house.clock,
    newId: () => `job-${house.clock.now()}-${++ids.next}`,
    getSession: way.sessions.get,
    openSession: (title) => way.sessions.create({ title, channel: 'cron' }),
    timeZone: () => options.zone,
    changed: scheduler.wake,
  })
  const main = way.sessions.getMain().id
  return {
    ...way,
    jobs,
    main,
    warnings,
    schedule: (time: JobTime, text = 'drink water') =>
      jobs.schedule({ sessionId: main, text, tainted: false, ...time }),
    said: (sessionId = main) =>
      listMessages(db, { sessionId, before: undefined, limit: 100 }).messages.map((message) =>
        message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(''),
      ),
    async pass(ms: number, stepMs = MINUTE) {
      for (let passed = 0; passed < ms; passed += stepMs) {
        house.clock.advance(Math.min(stepMs, ms - passed))
        await settled()
      }
    },
    async stop() {
      await scheduler.stop()
      way.handle.close()
    },
  }
}

/** What a timer started is over: its messages are stored within this turn of the event loop. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

beforeEach(() => {
  house = createWayIn()
  open = start()
})
afterEach(async () => {
  await open.stop()
  house.remove()
})

async function restart(options: Parameters<typeof start>[0] = {}, awayMs = 0) {
  await open.stop()
  house.clock.advance(awayMs)
  open = start(options)
  await settled()
}

describe('a job that is due once', () => {
  test('is said at its time in the conversation that made it, and is gone then', async () => {
    open.schedule({ inMinutes: 10 })
    await open.pass(10 * MINUTE - 1)
    expect(open.said()).toEqual([])
    await open.pass(1)
    expect(open.said()).toEqual(['drink water'])
    expect(open.runs()).toHaveLength(1)
    expect(open.jobs.list()).toEqual([])
  })

  test('D8: is said once where the gateway goes between saying and moving on', async () => {
    open.schedule({ inMinutes: 1 })
    await restart({ crash: true })
    await open.pass(2 * MINUTE)
    expect(open.jobs.list()).toHaveLength(1)
    await restart()
    expect(open.jobs.list()).toEqual([])
    expect(open.said()).toEqual(['drink water'])
  })

  test('D6: comes once and says that it is late where the gateway was not running', async () => {
    open.schedule({ at: new Date(house.clock.now() + MINUTE).toISOString(), timeZone: 'UTC' })
    await restart({}, 3 * 24 * 60 * MINUTE)
    const [text] = open.said()
    expect(text).toMatch(/^drink water\n\n\(This was due on Nov 14, 2023/)
    expect(text).toMatch(/when the gateway was not running\.\)$/)
    expect(open.said()).toHaveLength(1)
  })

  test('waits and is tried again where it can not be stored', async () => {
    let full = true
    await restart({
      submit: (message) =>
        full ? Promise.reject(new AppError('state_unwritable', 'disk full')) : open.receive(message),
    })
    open.schedule({ inMinutes: 1 })
    await open.pass(3 * MINUTE)
    expect(open.warnings.length).toBeGreaterThan(0)
    full = false
    await open.pass(MINUTE)
    expect(open.said()).toEqual(['drink water'])
  })
})

describe('a job that is due again and again', () => {
  test('is said at each of its times', async () => {
    const { nextAt } = open.schedule({ cron: '0 9 * * *', timeZone: 'UTC' })
    expect(new Date(nextAt).toISOString()).toBe('2023-11-15T09:00:00.000Z')
    await open.pass(3 * 24 * 60 * MINUTE, 10 * MINUTE)
    expect(open.said()).toHaveLength(3)
    expect(open.jobs.list()).toHaveLength(1)
  })

  test('D6: makes up for all that it missed with one, and never goes back with the clock', async () => {
    open.schedule({ cron: '0 * * * *', timeZone: 'UTC' })
    await restart({}, 8 * 60 * MINUTE)
    expect(open.said()).toHaveLength(1)
    const [job] = open.jobs.list()
    house.clock.advance(-3 * 60 * MINUTE)
    await open.pass(3 * 60 * MINUTE)
    expect(open.said()).toHaveLength(1)
    expect(open.jobs.list()).toEqual([job])
  })
})

test('the words of a job are never a command, and its taint goes with them', async () => {
  open.jobs.schedule({ sessionId: open.main, text: '/approve 1', tainted: true, inMinutes: 1 })
  await open.pass(MINUTE)
  expect(open.commands).toEqual([])
  const [message] = listMessages(open.db, { sessionId: open.main, before: undefined, limit: 1 }).messages
  expect(message?.metadata).toMatchObject({ channel: 'cron', tainted: true })
})

test('a job without a conversation gets one of its own, and goes with it', async () => {
  const { sessionId } = open.jobs.create({ text: 'water the plants', cron: '0 8 * * MON', timeZone: 'UTC' })
  expect(open.sessions.get(sessionId)).toMatchObject({ trusted: true, title: 'water the plants' })
  expect(open.sessions.get(sessionId).key).toMatch(/^agent:main:cron:/)
  deleteSession(open.db, { sessionId, at: house.clock.now() })
  expect(open.jobs.list()).toEqual([])
})

test('a pattern without a zone is read where the owner lives', async () => {
  await restart({ zone: 'Asia/Shanghai' })
  const { timeZone, nextAt } = open.schedule({ cron: '0 9 * * *' })
  expect([timeZone, new Date(nextAt).toISOString().slice(11)]).toEqual(['Asia/Shanghai', '01:00:00.000Z'])
})

test.each<[JobTime, RegExp]>([
  [{}, /one way/],
  [{ inMinutes: 1, cron: '* * * * *' }, /one way/],
  [{ at: '2001-01-01T00:00:00Z' }, /in the past/],
  [{ cron: '61 * * * *' }, /"61 \* \* \* \*".*can't be read/],
  [{ cron: '* * * * * *' }, /can't be read/],
  [{ cron: '0 9 * * *', timeZone: 'Mars/Base' }, /"Mars\/Base"/],
  [{ cron: '0 9 31 2 *', timeZone: 'UTC' }, /no time that ever comes/],
])('the time %j is refused in words', (time, words) => {
  expect(() => open.schedule(time)).toThrow(words)
})

test('D5: there are at most 50 jobs', () => {
  for (let made = 0; made < 50; made += 1) open.schedule({ inMinutes: 5 })
  expect(() => open.schedule({ inMinutes: 5 })).toThrow(/There are 50 jobs/)
})

test.each([
  { timeZone: 'Europe/Berlin', cron: '30 2 * * *', after: '2026-03-28T12:00Z', due: '2026-03-29T01:00Z' },
  { timeZone: 'Europe/Berlin', cron: '30 2 * * *', after: '2026-10-25T00:30Z', due: '2026-10-26T01:30Z' },
  { timeZone: 'America/New_York', cron: '30 1 * * *', after: '2026-11-01T05:30Z', due: '2026-11-02T06:30Z' },
  { timeZone: 'Asia/Shanghai', cron: '0 9 * * *', after: '2026-11-22T01:00Z', due: '2026-11-23T01:00Z' },
  {
    timeZone: 'Australia/Lord_Howe',
    cron: '15 2 * * *',
    after: '2026-10-03T00:00Z',
    due: '2026-10-03T15:30Z',
  },
])('D7: in $timeZone “$cron” after $after comes at $due', ({ timeZone, cron, after, due }) => {
  house.clock.advance(Date.parse(after) - house.clock.now())
  expect(open.schedule({ cron, timeZone }).nextAt).toBe(Date.parse(due))
})
