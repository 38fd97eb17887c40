import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createInboxRow, startInboxRow } from '#db/queries/inbox.ts'
import { saveMessage } from '#db/queries/messages.ts'
import { createSession } from '#db/queries/sessions.ts'
import { summaryOf } from '#testing/session-summary.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { readSession } from './read-session.ts'
import { createTell, type Tell } from './tell.ts'

const database = createTempDatabase()
const handle = database.open()
let tell: Tell
const submitted: InboundMessage[] = []
const made: string[] = []

beforeAll(() => {
  tell = createTell({
    db: handle.db,
    sessions: {
      get: (id) => summaryOf(id, { trusted: id !== 'guests' }),
      create({ title = '' }) {
        made.push(title)
        return summaryOf('new')
      },
    },
    async submit(message) {
      submitted.push(message)
      const { channel, account, eventId, chatId, chatKind, messageId, senderId, senderName, text } = message
      createInboxRow(handle.db, {
        ...{
          id: `row ${eventId}`,
          channel,
          account,
          eventId,
          chatId,
          chatKind,
          externalMessageId: messageId,
        },
        ...{ senderId, senderName, text, receivedAt: 0 },
      })
      startInboxRow(handle.db, { id: `row ${eventId}`, runId: `run of ${eventId}`, disposition: 'started' })
    },
  })
})
afterAll(() => {
  database.remove()
})

test('a task goes to another conversation with the taint of who gives it, and once however often it is given', async () => {
  const from = { sessionId: 'main', tainted: true, runId: 'r1', toolCallId: 'c1' }
  const task = { text: 'Find flights', title: 'Flights' }
  const given = { sessionId: 'new', runId: 'run of r1 c1' }
  expect(await tell(task, from)).toEqual(given)
  expect(await tell(task, from)).toEqual(given)
  expect(made).toEqual(['Flights'])
  expect(submitted).toMatchObject([
    {
      channel: 'session',
      chatId: 'new',
      senderId: 'main',
      text: 'Find flights',
      tainted: true,
      mode: 'follow-up',
    },
  ])
})

test('H11: who works at such a task passes nothing on, nor does anybody to himself or to other people', async () => {
  const from = { sessionId: 'new', tainted: false, runId: 'run of r1 c1', toolCallId: 'c9' }
  await expect(tell({ text: 'again' }, from)).rejects.toThrow(/pass nothing on/)
  const owner = { sessionId: 'main', tainted: false, runId: 'r2', toolCallId: 'c1' }
  await expect(tell({ text: 'x', sessionId: 'main' }, owner)).rejects.toThrow(/this very conversation/)
  await expect(tell({ text: 'x', sessionId: 'guests' }, owner)).rejects.toThrow(/with other people/)
})

test('a conversation is read with its taint, and what is private only where it stays here', () => {
  const { db } = handle
  createSession(db, sessionRow('s1', { title: 'Trip' }))
  const say = (id: string, text: string, metadata: object) =>
    saveMessage(db, 's1', {
      id,
      role: 'user',
      parts: [{ type: 'text', text }],
      metadata: { createdAt: 1, ...metadata },
    })
  say('a', 'hello', {})
  const read = (local: boolean) => readSession(db, summaryOf('s1'), { limit: undefined, local })
  expect(read(false)).toMatchObject({ tainted: false, private: false })
  say('b', 'secret', { private: true })
  say('c', 'from a page', { tainted: true })
  expect(read(false).output.messages?.map(({ text }) => text)).toEqual(['hello', 'from a page'])
  expect(read(false)).toMatchObject({ tainted: true, private: false })
  expect(read(true)).toMatchObject({ tainted: true, private: true })
  expect(readSession(db, summaryOf('x', { trusted: false }), { limit: 1, local: false }).tainted).toBe(true)
})
