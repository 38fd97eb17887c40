import { afterEach, beforeEach, expect, test } from 'vitest'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createInboxRow, startInboxRow } from '#db/queries/inbox.ts'
import { deleteSession } from '#db/queries/keeping/session-removal.ts'
import { listMessages, saveMessage } from '#db/queries/messages.ts'
import { getTask } from '#db/queries/panel/tasks.ts'
import { endRun } from '#db/queries/runs/held.ts'
import { createRun } from '#db/queries/runs.ts'
import { createSession } from '#db/queries/sessions.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { createLocalChannel } from '../channels/local-channel.ts'
import { createEvents } from '../events.ts'
import { startDelivery } from './deliver.ts'
import { createPost } from './post.ts'
import { createReport } from './report.ts'
import { createSettle } from './settle.ts'

let database: ReturnType<typeof createTempDatabase>
const gateways: { stop(): Promise<void> }[] = []
beforeEach(() => {
  database = createTempDatabase()
})
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.stop()
  database.remove()
})

const clock = createManualClock()

/** A gateway's way out, with the channel on which conversations report to each other. */
async function boot(failpoint: (name: string) => void = () => {}) {
  const { db, raw } = database.open()
  const events = createEvents()
  const channel = createLocalChannel('session', createReport({ db, post: createPost({ db, clock, events }) }))
  await channel.start(async () => {})
  const findChannel = () => channel
  const log = { warn() {} }
  const delivery = startDelivery({ db, clock, findChannel, events, log, failpoint })
  gateways.push(delivery)
  const settle = createSettle({ clock, findChannel })
  const states = () => raw.prepare('select state from outbox').pluck().all()
  return { db, delivery, settle, states }
}
type Gateway = Awaited<ReturnType<typeof boot>>

/** `parent` gave a task to `child`, which has its answer: all of it committed. */
function finishTask({ db, settle }: Gateway, parentKey: string): void {
  createSession(db, sessionRow('parent', { title: 'Travel', key: parentKey }))
  createSession(db, sessionRow('child', { title: 'Flights' }))
  const names = { channel: 'session', account: 'default', eventId: 'run call', externalMessageId: 'run call' }
  const chat = { chatId: 'child', chatKind: 'direct', senderId: 'parent', senderName: '' } as const
  createInboxRow(db, { id: 'row', ...names, ...chat, text: 'Find flights', receivedAt: 0 })
  startInboxRow(db, { id: 'row', runId: 'task', disposition: 'started' })
  createRun(db, { id: 'task', sessionId: 'child', userMessageId: 'u', messageId: 'a', createdAt: 0 })
  db.transaction((tx) => {
    endRun(tx, { runId: 'task', status: 'completed', error: null, model: null, endedAt: 1 })
    const parts = [{ type: 'text' as const, text: 'Take the 9:40.' }]
    saveMessage(tx, 'child', { id: 'a', role: 'assistant', parts, metadata: { createdAt: 1 } })
    const end = { runId: 'task', sessionId: 'child', status: 'completed', messageId: 'a' } as const
    settle(tx, { ...end, text: 'Take the 9:40.' })
  })
}

const reports = ({ db }: Gateway) =>
  listMessages(db, { sessionId: 'parent', limit: 9 }).messages.map(({ parts }) => parts)
const REPORT = [[{ type: 'text', text: '**Flights**\n\nTake the 9:40.' }]]

test.each([
  ['a conversation', 'agent:main:web:parent'],
  ['a job', 'agent:main:cron:parent'],
])('the result of a task that %s gave is delivered there once, without a model', async (_who, key) => {
  const gateway = await boot()
  finishTask(gateway, key)
  gateway.delivery.wake()
  await expect.poll(gateway.states).toEqual(['sent'])
  gateway.delivery.wake()
  expect(reports(gateway)).toEqual(REPORT)
})

test('a result is delivered exactly once where the gateway stops between its delivery and the note of it', async () => {
  const died = Promise.withResolvers<void>()
  const first = await boot((name) => {
    if (name !== 'outbound.after-send') return
    died.resolve()
    throw new Error('The power went out.')
  })
  finishTask(first, 'agent:main:web:parent')
  first.delivery.wake()
  await died.promise
  await gateways.pop()?.stop()
  expect(first.states()).toEqual(['sending'])
  const second = await boot()
  second.delivery.wake()
  await expect.poll(second.states).toEqual(['sent'])
  expect(reports(second)).toEqual(REPORT)
})

test('a result whose conversation is gone stays readable where it was made, and is delivered nowhere', async () => {
  const gateway = await boot()
  finishTask(gateway, 'agent:main:web:parent')
  deleteSession(gateway.db, { sessionId: 'parent', at: 2 })
  gateway.delivery.wake()
  await expect.poll(gateway.states).toEqual(['failed'])
  expect(getTask(gateway.db, 'task')).toMatchObject({
    sessionId: 'child',
    title: 'Flights',
    state: 'completed',
    messageId: 'a',
    text: 'Take the 9:40.',
  })
})
