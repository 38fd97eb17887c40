import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { saveContact } from '#db/queries/access/contacts.ts'
import { findInboxRun } from '#db/queries/inbox.ts'
import { dismissDeliveries } from '#db/queries/outbox.ts'
import { endRun } from '#db/queries/runs/held.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import { createTestPlatform } from '#testing/test-channel.ts'
import { createJobs } from '../automation/jobs.ts'
import { startScheduler } from '../automation/scheduler.ts'
import { createWayIn } from '../inbound/fixtures/way-in.ts'
import { createSettle } from '../outbound/settle.ts'
import { findOrigin } from '../records/origin.ts'
import { createTell } from '../records/tell.ts'

const OLGA = { channel: 'test', account: 'default', senderId: 'sender-1' }
let open: ReturnType<typeof setUp>
beforeEach(() => {
  open = setUp()
})
afterEach(() => open.stop())

function setUp() {
  const house = createWayIn()
  const gateway = house.boot()
  const { db, sessions } = gateway
  const { clock } = house
  saveContact(db, { ...OLGA, kind: 'owner', name: 'Olga', createdAt: 0 })
  const rule = { isLetIn: true }
  const settle = createSettle({
    clock,
    findChannel: () => ({ textLimit: 1_000 }),
    isLetIn: ({ channel }) => channel !== 'test' || rule.isLetIn,
  })
  const scheduler = startScheduler({
    ...{ db, clock, submit: gateway.receive, failpoint() {}, log: { warn() {} } },
  })
  const jobs = createJobs({
    ...{ db, clock, newId: () => crypto.randomUUID(), getSession: sessions.get },
    ...{ openSession: () => sessions.getMain(), timeZone: () => 'UTC', changed: scheduler.wake },
  })
  const runOf = (channel: string) =>
    gateway.runs().find(({ id }) => findInboxRun(db, id)?.channel === channel) ?? expect.fail(channel)
  return {
    ...gateway,
    rule,
    jobs,
    tell: createTell({ db, sessions, submit: gateway.receive }),
    runOf,
    /** Olga asks in the app; the run that is to answer her. */
    async ask(text: string) {
      await gateway.receive(createTestPlatform().write({ text }))
      return runOf('test')
    },
    async pass(ms: number) {
      clock.advance(ms)
      await new Promise((resolve) => setImmediate(resolve))
    },
    end(run: ReturnType<typeof runOf>, status: RunEndStatus, text: string) {
      const { id: runId, sessionId, messageId } = run
      db.transaction((tx) => {
        endRun(tx, { runId, status, error: null, model: null, endedAt: 1 })
        settle(tx, { runId, sessionId, status, messageId, text })
      })
    },
    async stop() {
      await scheduler.stop()
      house.remove()
    },
  }
}

describe('what is asked for in an app and done later', () => {
  it('is told there: a reminder by its answer, one that fails with its words', async () => {
    const asked = await open.ask('remind me')
    const { chatId: chat } = findOrigin(open.db, asked.id) ?? {}
    const job = { sessionId: asked.sessionId, text: 'drink *water*', tainted: false }
    open.jobs.schedule({ ...job, cron: '* * * * *', origin: findOrigin(open.db, asked.id) })
    await open.pass(60_000)
    const first = open.runOf('cron')
    open.end(first, 'completed', 'Time to drink water.')
    await open.pass(60_000)
    open.end(open.runOf('cron'), 'failed', '')
    expect(open.outbox()).toEqual([
      { chat, text: 'Time to drink water.' },
      { chat, text: expect.stringMatching(/^\*\*drink water\*\*\n\nSorry, I could not answer this\./) },
    ])
    // What it asks for in its turn is told there as well.
    expect(findOrigin(open.db, first.id)?.chatId).toBe(chat)
  })

  it('is told there and in the conversation that gave it, where it is a task for another one', async () => {
    const asked = await open.ask('find flights elsewhere')
    const task = { text: 'Find flights', title: 'Flights' }
    await open.tell(task, { sessionId: asked.sessionId, tainted: false, runId: asked.id, toolCallId: 'c' })
    open.end(open.runOf('session'), 'completed', 'Take the 9:40.')
    expect(open.outbox()).toEqual([
      { chat: asked.sessionId, text: 'Take the 9:40.' },
      { chat: findOrigin(open.db, asked.id)?.chatId, text: '**Flights**\n\nTake the 9:40.' },
    ])
  })

  it('is told to nobody who is shut out by then, also where it waits to be sent', async () => {
    const asked = await open.ask('remind me')
    const job = { sessionId: asked.sessionId, text: 'water', tainted: false, cron: '* * * * *' }
    open.jobs.schedule({ ...job, origin: findOrigin(open.db, asked.id) })
    await open.pass(60_000)
    open.end(open.runOf('cron'), 'completed', 'waits')
    dismissDeliveries(open.db, { ...OLGA, reason: 'shut out' })
    open.rule.isLetIn = false
    await open.pass(60_000)
    open.end(open.runOf('cron'), 'completed', 'comes later')
    const states = open.handle.raw.prepare('select text, state from outbox').all()
    expect(states).toEqual([{ text: 'waits', state: 'dismissed' }])
  })
})
