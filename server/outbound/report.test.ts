import { expect, onTestFinished, test } from 'vitest'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createInboxRow, startInboxRow } from '#db/queries/inbox.ts'
import { listMessages, saveMessage } from '#db/queries/messages.ts'
import { listOutboxHeads } from '#db/queries/outbox.ts'
import { createRun } from '#db/queries/runs.ts'
import { createSession } from '#db/queries/sessions.ts'
import { createEvents } from '../events.ts'
import { createPost } from './post.ts'
import { createReport } from './report.ts'
import { createSettle } from './settle.ts'

test('the answer to a task is a row for the conversation that gave it, and stands there once, with its taint', () => {
  const database = createTempDatabase()
  onTestFinished(database.remove)
  const { db } = database.open()
  const clock = { now: () => 7, after: () => () => {} }
  for (const [id, title] of [
    ['main', 'Main'],
    ['flights', 'Flights *to* Japan'],
  ] as const) {
    createSession(db, sessionRow(id, { title }))
  }
  createInboxRow(db, {
    ...{
      id: 'row',
      channel: 'session',
      account: 'default',
      eventId: 'e',
      chatId: 'flights',
      chatKind: 'direct',
    },
    ...{ externalMessageId: 'e', senderId: 'main', senderName: '', text: 'Find flights', receivedAt: 0 },
  })
  startInboxRow(db, { id: 'row', runId: 'run', disposition: 'started' })
  createRun(db, { id: 'run', sessionId: 'flights', userMessageId: 'u', messageId: 'a', createdAt: 0 })
  const metadata = { createdAt: 0, tainted: true }
  saveMessage(db, 'flights', { id: 'a', role: 'assistant', parts: [], metadata })

  const settle = createSettle({ clock, findChannel: () => ({ textLimit: 10_000 }) })
  const end = {
    runId: 'run',
    sessionId: 'flights',
    status: 'completed',
    messageId: 'a',
    text: 'Take the 9:40.',
  }
  settle(db, end as Parameters<typeof settle>[1])
  const [row] = listOutboxHeads(db)
  expect(row).toMatchObject({ channel: 'session', chatId: 'main', text: 'Take the 9:40.' })

  const report = createReport({ db, post: createPost({ db, clock, events: createEvents() }) })
  for (const _ of ['first', 'again']) {
    expect(report({ sessionId: 'main', messageId: 'run:0', text: row?.text ?? '' })).toBe('run:0')
  }
  expect(listMessages(db, { sessionId: 'main', limit: 9 }).messages).toMatchObject([
    {
      role: 'assistant',
      parts: [{ type: 'text', text: '**Flights to Japan**\n\nTake the 9:40.' }],
      metadata: { tainted: true, status: 'completed' },
    },
  ])
})
