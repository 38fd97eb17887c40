import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DatabaseHandle } from '#db/client.ts'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { saveAllowedGroup, saveContact } from '#db/queries/access/contacts.ts'
import { saveMessage } from '#db/queries/messages.ts'
import { endRun } from '#db/queries/runs/held.ts'
import { createRun } from '#db/queries/runs.ts'
import { createModelCall } from '#db/queries/usage.ts'
import type { MessageMetadata } from '#protocol/messages.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { createEvents } from '../events.ts'
import { createSessions } from './sessions.ts'

const database = createTempDatabase()
let db: DatabaseHandle['db']
beforeAll(() => {
  db = database.open().db
})
afterAll(() => database.remove())

const clock = createManualClock()
const heard: string[] = []

function open() {
  const events = createEvents()
  events.subscribe((_topic, event) => void heard.push(event.type))
  return createSessions({ db, clock, events, isRunning: () => false, windowOf: () => 1_000 })
}

function answer(sessionId: string, id: string, status: NonNullable<MessageMetadata['status']>): void {
  clock.advance(1)
  const createdAt = clock.now()
  const asked = { type: 'text' as const, text: `please, ${id}` }
  saveMessage(db, sessionId, { id: `${id}-asked`, role: 'user', parts: [asked], metadata: { createdAt } })
  createRun(db, { id, sessionId, userMessageId: `${id}-asked`, messageId: `${id}-answer`, createdAt })
  saveMessage(db, sessionId, {
    id: `${id}-answer`,
    role: 'assistant',
    parts: [],
    metadata: { createdAt, status },
  })
  if (status !== 'completed' && status !== 'failed') return
  const error =
    status === 'failed' ? { code: 'model_unavailable' as const, message: 'gone', retryable: true } : null
  endRun(db, { runId: id, status, error, model: 'lab:one', endedAt: createdAt })
}

test('answers are unread until they are seen, one by one or all; an answer in the making is not yet one', () => {
  const sessions = open()
  const { id } = sessions.create({ channel: 'web' })
  for (const name of ['a', 'b', 'c']) answer(id, name, 'completed')
  answer(id, 'd', 'streaming')
  expect(sessions.get(id).unread).toBe(3)
  sessions.markRead(id, 'b-answer')
  expect(sessions.get(id).unread).toBe(1)
  heard.length = 0
  sessions.markRead(id, 'a-answer')
  expect([sessions.get(id).unread, heard]).toEqual([1, []])
  sessions.markRead(id)
  expect([sessions.list().find((each) => each.id === id)?.unread, heard]).toEqual([0, ['session-change']])
})

test('an answer that failed asks for the owner until it is seen or asked for again', () => {
  const sessions = open()
  const { id } = sessions.create({ channel: 'cron', title: 'Water the plants' })
  answer(id, 'first', 'failed')
  answer(id, 'second', 'failed')
  expect(sessions.listFailed()).toMatchObject([
    { runId: 'second', sessionId: id, title: 'Water the plants', text: 'please, second' },
    { runId: 'first', messageId: 'first-answer', status: 'failed', error: { code: 'model_unavailable' } },
  ])
  createRun(db, {
    ...{ id: 'again', sessionId: id, userMessageId: 'second-asked', messageId: 'again-answer' },
    ...{ createdAt: clock.now(), retryOf: 'second' },
  })
  expect(sessions.listFailed().map(({ runId }) => runId)).toEqual(['first'])
  sessions.markRead(id, 'first-answer')
  expect(sessions.listFailed()).toEqual([])
})

test('a conversation on a chat app goes by the name that the owner knows, and says how full its model is', () => {
  const sessions = open()
  const account = { channel: 'telegram', account: 'default', createdAt: 1 }
  saveContact(db, { ...account, senderId: '42', kind: 'guest', name: 'Ann' })
  saveAllowedGroup(db, { ...account, chatId: '-7', name: 'Family' })
  const chat = { channel: 'telegram', senderId: '42', senderName: 'xX_ann_Xx' }
  const direct = sessions.openChat(db, { ...chat, chatKind: 'direct', chatId: '42' })
  const group = sessions.openChat(db, { ...chat, chatKind: 'group', chatId: '-7', threadId: '3' })
  const stranger = sessions.openChat(db, { ...chat, chatKind: 'direct', chatId: '43', senderId: '43' })
  expect([direct, group, stranger].map(({ peer }) => peer)).toEqual(['Ann', 'Family', null])
  expect(group.title).toBe('Family')

  expect(direct.context).toBeNull()
  const usage = { inputTokens: 200, outputTokens: 50, cacheReadTokens: 0, reasoningTokens: 0 }
  createModelCall(db, { runId: 'r', sessionId: direct.id, model: 'lab:one', ...usage, at: 1 })
  expect(sessions.get(direct.id).context).toEqual({ tokens: 250, window: 1_000 })
})
