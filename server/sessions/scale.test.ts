import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DatabaseHandle } from '#db/client.ts'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { listMessages } from '#db/queries/messages.ts'
import { findQueuedRun, hasHeldRun, hasOpenRun, listUnfinishedMessages } from '#db/queries/runs.ts'
import { countWaiting, createSession } from '#db/queries/sessions.ts'
import { systemClock } from '../clock.ts'
import { createEvents } from '../events.ts'
import { createSessions } from './sessions.ts'

const LONG = 10_000
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const times = { createdAt: 1, updatedAt: 1 }

const database = createTempDatabase()
let handle: DatabaseHandle
beforeAll(() => {
  handle = database.open()
  const { db, raw } = handle
  createSession(db, sessionRow('long', times))
  const insert = raw.prepare(
    `insert into messages (id, session_id, position, role, parts, metadata, created_at)
     values (?, 'long', ?, 'user', ?, '{"createdAt":1}', 1)`,
  )
  const parts = JSON.stringify([{ type: 'text', text: 'x'.repeat(500) }])
  raw.transaction(() => {
    for (let position = 0; position < LONG; position += 1) insert.run(`m${position}`, position, parts)
  })()
})
afterAll(() => database.remove())

/** Every statement that `work` prepares, as SQLite means to carry it out. */
function plansOf(work: () => void): string[] {
  const { raw } = handle
  const statements: string[] = []
  const prepare = raw.prepare.bind(raw)
  raw.prepare = (sql: string) => {
    statements.push(sql)
    return prepare(sql)
  }
  try {
    work()
  } finally {
    raw.prepare = prepare
  }
  return statements.flatMap((sql) =>
    (
      prepare(`explain query plan ${sql}`).all(...Array(sql.split('?').length - 1).fill(null)) as {
        detail: string
      }[]
    ).map(({ detail }) => detail),
  )
}

it('history is read by page: no statement goes through a session, and the last page is as quick as the first', () => {
  const { db } = handle
  let first: string | undefined
  const plans = plansOf(() => {
    first = listMessages(db, { sessionId: 'long', limit: 80 }).messages[0]?.id
    listMessages(db, { sessionId: 'long', before: 'm5000', limit: 80 })
  })
  expect(first).toBe(`m${LONG - 80}`)
  // One for any page, one for the place of the message before which it ends.
  expect(plans).toHaveLength(2)
  for (const plan of plans) {
    expect(plan).toMatch(/^SEARCH messages USING INDEX/)
    expect(plan).not.toContain('TEMP B-TREE')
  }
  expect(plans.filter((plan) => plan.includes('messages_order (session_id=?'))).toHaveLength(1)
})

it('what is open in a session is found without a look at what has ended there', () => {
  const { db } = handle
  const plans = plansOf(() => {
    findQueuedRun(db, 'long')
    hasHeldRun(db, 'long')
    hasOpenRun(db, 'long')
    listUnfinishedMessages(db, 'long')
    countWaiting(db, 'long', 10)
  })
  const reads = plans.filter((plan) => /^(?:SEARCH|SCAN)/.test(plan))
  expect(reads).toHaveLength(5)
  for (const read of reads) expect(read).toContain('runs_session (session_id=? AND status=?)')
})

it('a thousand idle sessions are rows: no timer, and less than 2 MB beside the list of them', () => {
  const { db } = handle
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const events = createEvents()
  const sessions = createSessions({ db, clock: systemClock, events, isRunning: () => false })
  collectGarbage()
  const before = { timers: timers(), heap: process.memoryUsage().heapUsed }
  for (let number = 0; number < 1_000; number += 1) sessions.create({ title: `${number}`, channel: 'web' })
  expect(sessions.list().length).toBe(1_001)
  collectGarbage()
  expect(timers()).toBe(before.timers)
  expect(process.memoryUsage().heapUsed - before.heap).toBeLessThan(2 * 1024 * 1024)
})
