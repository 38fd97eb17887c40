import { expect, it, onTestFinished } from 'vitest'
import { saveContact } from '#db/queries/access/contacts.ts'
import { createPress } from '#db/queries/channels/prompts.ts'
import { listMessages } from '#db/queries/messages.ts'
import { createOutboxRow } from '#db/queries/outbox.ts'
import { createTestPlatform } from '#testing/test-channel.ts'
import { createWayIn } from './fixtures/way-in.ts'
import { startPruning } from './pruning.ts'

const DAY_MS = 24 * 60 * 60_000

function setUp() {
  const wayIn = createWayIn()
  onTestFinished(wayIn.remove)
  const gateway = wayIn.boot()
  const platform = createTestPlatform()
  const warnings: string[] = []
  const pruning = startPruning({
    db: gateway.db,
    clock: wayIn.clock,
    log: { warn: (message) => void warnings.push(message) },
  })
  return { gateway, platform, pruning, warnings, clock: wayIn.clock }
}

it('a message loses its text after a week and its dedupe keys thirty days later', async () => {
  const { gateway, platform, pruning, clock } = setUp()
  const message = platform.write({ text: 'from a stranger' })
  await gateway.receive(message)
  expect(gateway.inbox()).toMatchObject([{ state: 'silent', text: 'from a stranger' }])
  clock.advance(8 * DAY_MS)
  expect(gateway.inbox()).toEqual([{ state: 'silent', reason: 'not-paired', text: '' }])
  clock.advance(28 * DAY_MS)
  await gateway.receive(platform.repeat(message))
  expect(gateway.inbox()).toHaveLength(1)
  clock.advance(2 * DAY_MS)
  expect(gateway.inbox()).toEqual([])
  await pruning.stop()
})

it('what waits for its answer stays whole, however long that takes', async () => {
  const { gateway, platform, pruning, clock } = setUp()
  const at = { channel: 'test', account: 'default', createdAt: 0, name: '' }
  saveContact(gateway.db, { ...at, senderId: 'sender-1', kind: 'guest' })
  await gateway.receive(platform.write({ text: 'please' }))
  clock.advance(100 * DAY_MS)
  expect(gateway.inbox()).toMatchObject([{ state: 'running', text: 'please' }])
  await pruning.stop()
})

it('a conversation goes on where it was after a month without a word: nothing resets it by itself', async () => {
  const { gateway, platform, pruning, clock } = setUp()
  const at = { channel: 'test', account: 'default', createdAt: 0, name: '' }
  saveContact(gateway.db, { ...at, senderId: 'sender-1', kind: 'guest' })
  await gateway.receive(platform.write({ text: 'before' }))
  const [begun] = gateway.sessions.list()
  clock.advance(35 * DAY_MS)
  await gateway.receive(platform.write({ text: 'after' }))
  expect(gateway.sessions.list().map(({ id }) => id)).toEqual([begun?.id])
  const { messages } = listMessages(gateway.db, { sessionId: begun?.id ?? '', limit: 9 })
  expect(messages.map(({ parts }) => parts)).toMatchObject([[{ text: 'before' }], [{ text: 'after' }]])
  await pruning.stop()
})

it('what was sent goes, what may not have arrived stays', async () => {
  const { gateway, pruning, clock } = setUp()
  const by = { channel: 'test', account: 'default', chatId: 'c', senderId: 's' }
  createPress(gateway.db, { ...by, pressId: 'p', outcome: 'unknown', receivedAt: clock.now() })
  const to = {
    channel: 'test',
    account: 'default',
    chatId: 'c',
    runId: 'r',
    text: 'x',
    createdAt: clock.now(),
  }
  for (const [part, state] of (['sent', 'uncertain', 'pending', 'dismissed'] as const).entries()) {
    createOutboxRow(gateway.db, { ...to, id: state, part })
    gateway.handle.raw.prepare('update outbox set state = ? where id = ?').run(state, state)
  }
  clock.advance(40 * DAY_MS)
  const select = (query: string) => gateway.handle.raw.prepare(query).pluck().all()
  expect(select('select press_id from presses')).toEqual([])
  expect(select('select id from outbox order by id')).toEqual(['pending', 'uncertain'])
  await pruning.stop()
})

it('thousands go in small steps, and a database that refuses is asked again the next day', async () => {
  const { gateway, platform, pruning, clock, warnings } = setUp()
  for (let number = 0; number < 2_500; number += 1) {
    await gateway.receive(platform.write({ text: 'noise' }))
  }
  const { raw } = gateway.handle
  const withText = () => raw.prepare("select count(*) from inbox where text <> ''").pluck().get()
  raw.pragma('query_only = ON')
  clock.advance(8 * DAY_MS)
  expect(warnings.length).toBeGreaterThan(0)
  expect(withText()).toBe(2_500)
  raw.pragma('query_only = OFF')
  clock.advance(DAY_MS)
  expect(withText()).toBe(500)
  clock.advance(1_000)
  expect(withText()).toBe(0)
  await pruning.stop()
})
