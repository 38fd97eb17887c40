import { afterEach, beforeEach, expect, it } from 'vitest'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { listMessages } from '#db/queries/messages.ts'
import { createSession } from '#db/queries/sessions.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { createEvents } from '../events.ts'
import { createPost } from './post.ts'

let database: ReturnType<typeof createTempDatabase>
beforeEach(() => {
  database = createTempDatabase()
})
afterEach(() => database.remove())

function setUp() {
  const { db } = database.open()
  const events = createEvents()
  const published: string[] = []
  events.subscribe((topic, event) => void published.push(`${topic} ${event.type}`))
  createSession(db, sessionRow('s1', { key: 'agent:main:main' }))
  return { db, published, post: createPost({ db, clock: createManualClock(), events }) }
}

it('says something in a session once, however often it is asked', () => {
  const { db, published, post } = setUp()
  const note = { sessionId: 's1', messageId: 'note-1', text: 'The backup is done.' }
  expect([post(note), post(note)]).toEqual(['note-1', 'note-1'])
  expect(listMessages(db, { sessionId: 's1', limit: 9 }).messages).toMatchObject([
    { id: 'note-1', role: 'assistant', parts: [{ type: 'text', text: 'The backup is done.' }] },
  ])
  expect(published).toEqual(['session:s1 message', 'system session-change'])
})

it('says nothing in a session that does not exist', () => {
  const { published, post } = setUp()
  expect(post({ sessionId: 'nowhere', messageId: 'note-1', text: 'hello' })).toBeUndefined()
  expect(published).toEqual([])
})
