import { afterEach, beforeEach, expect, it } from 'vitest'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { createOutboxRow, holdOutbox } from '#db/queries/outbox.ts'
import { createRun } from '#db/queries/runs.ts'
import { createSession } from '#db/queries/sessions.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { createTestPlatform, type SendFault } from '#testing/test-channel.ts'
import { createEvents } from '../events.ts'
import { startDelivery } from './deliver.ts'
import { createOutboxFeature } from './outbox.ts'

let database: ReturnType<typeof createTempDatabase>
let stop = async () => {}
beforeEach(() => {
  database = createTempDatabase()
})
afterEach(async () => {
  await stop()
  database.remove()
})

/** An answer in two parts to a platform that meets `faults`, and the owner who looks at what became of it. */
async function setUp(...faults: SendFault[]) {
  const { db } = database.open()
  const clock = createManualClock()
  const events = createEvents()
  const published: string[] = []
  events.subscribe((topic, event) => void published.push(`${topic} ${event.type}`))
  const platform = createTestPlatform()
  platform.failNext(...faults)
  const channel = platform.connect()
  await channel.start(async () => {})

  const at = clock.now()
  createSession(db, sessionRow('s', { key: 'agent:main:main' }))
  const parts = [{ type: 'text' as const, text: 'whole answer' }]
  saveMessage(db, 's', { id: 'answer', role: 'assistant', parts, metadata: { createdAt: at, runId: 'run' } })
  createRun(db, { id: 'run', sessionId: 's', userMessageId: 'question', messageId: 'answer', createdAt: at })
  const to = { channel: 'test', account: 'default', chatId: 'chat-1' }
  const queue = (runId: string, texts: string[]) => {
    for (const [part, text] of texts.entries())
      createOutboxRow(db, { id: `${runId}-${part}`, runId, part, ...to, text, createdAt: at })
  }
  queue('run', ['one', '二'])

  const start = () => {
    const delivery = startDelivery({
      db,
      clock,
      findChannel: () => channel,
      events,
      log: { warn() {} },
      failpoint() {},
    })
    stop = delivery.stop
    return delivery
  }
  const settle = async () => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
  }
  let deliver = () => {}
  const outbox = createOutboxFeature({ db, clock, events, deliver: () => deliver() })
  const go = async () => {
    const delivery = start()
    deliver = delivery.wake
    await settle()
  }
  const shown = () => findMessage(db, 'answer')?.metadata?.delivery
  const texts = () => platform.delivered().map(({ text }) => text)
  return { db, events, published, platform, outbox, queue, go, settle, shown, texts }
}

it('what may not have arrived is shown at its message and in the list, and sent again as a possible repeat', async () => {
  const way = await setUp({ kind: 'drop-after-accept' }, { kind: 'drop-after-accept' })
  await way.go()
  expect(way.shown()).toEqual({ state: 'uncertain', reason: 'the connection broke before the answer' })
  expect(way.published).toContain('session:s message')
  expect(way.published).toContain('system delivery-change')
  expect(way.outbox.list()).toMatchObject([
    { id: 'run-0', sessionId: 's', messageId: 'answer', text: 'one', state: 'uncertain', part: 0 },
    { id: 'run-1', text: '二' },
  ])
  way.platform.forget()
  way.outbox.resolve('run-0', 'resend')
  way.outbox.resolve('run-1', 'resend')
  await way.settle()
  expect(way.texts()).toEqual(['(This may be a repeat.)\none', '（这条消息可能重复。）\n二'])
  expect(way.outbox.list()).toEqual([])
  expect(way.shown()).toBeUndefined()
})

it('what was refused for good is sent again without the words, since it certainly did not arrive', async () => {
  const way = await setUp({ kind: 'refuse', permanent: true })
  await way.go()
  expect(way.shown()).toEqual({ state: 'failed', reason: 'refused by the platform' })
  way.outbox.resolve('run-0', 'resend')
  way.outbox.resolve('run-0', 'resend')
  await way.settle()
  expect(way.texts()).toEqual(['二', 'one'])
})

it('what the owner lets be is never sent, and no longer shown', async () => {
  const way = await setUp({ kind: 'refuse', permanent: true })
  await way.go()
  way.outbox.resolve('run-0', 'dismiss')
  way.outbox.resolve('run-0', 'resend')
  await way.settle()
  expect(way.texts()).toEqual(['二'])
  expect(way.shown()).toBeUndefined()
  expect(() => way.outbox.resolve('nothing', 'resend')).toThrow('no such delivery')
})

it('what a restore held back waits for the owner', async () => {
  const way = await setUp()
  holdOutbox(way.db, 'The database was restored from a backup.')
  await way.go()
  expect(way.platform.attempts()).toBe(0)
  expect(way.outbox.list()).toMatchObject([{ state: 'held' }, { state: 'held' }])
  way.outbox.resolve('run-0', 'resend')
  await way.settle()
  expect(way.texts()).toEqual(['(This may be a repeat.)\none'])
  expect(way.shown()).toEqual({ state: 'held', reason: 'The database was restored from a backup.' })
})
