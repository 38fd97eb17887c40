import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm'
import type { QueueMode } from '#protocol/sessions.ts'
import type { Db } from '../client.ts'
import { given, givenColumns, prepared } from '../prepared.ts'
import { runs } from '../schema/runs.ts'
import { HELD, OPEN } from './runs/held.ts'

export type Run = typeof runs.$inferSelect

/** Order of arrival: two runs made in the same millisecond keep the order in which they were written. */
const arrival = [asc(runs.createdAt), asc(sql`rowid`)] as const

/** Adds a queued run; `mode` says what it does where the session is busy. Throws where the id exists already. Times are Unix milliseconds. */
export function createRun(
  db: Db,
  run: {
    id: string
    sessionId: string
    userMessageId: string
    messageId: string
    createdAt: number
    mode?: QueueMode
    notBefore?: number
    retryOf?: string
  },
): void {
  insertRun(db).run({ mode: 'follow-up', notBefore: 0, retryOf: null, ...run })
}

const insertRun = prepared((db) => {
  const row = givenColumns(runs, [
    'id',
    'sessionId',
    'userMessageId',
    'messageId',
    'createdAt',
    'mode',
    'notBefore',
    'retryOf',
  ])
  return db
    .insert(runs)
    .values({ ...row, status: 'queued' })
    .prepare()
})

/** The run with this id, or undefined. */
export function findRun(db: Db, runId: string): Run | undefined {
  return runById(db).get({ runId })
}

const runById = prepared((db) =>
  db
    .select()
    .from(runs)
    .where(eq(runs.id, given('runId')))
    .prepare(),
)

/** The run of a session that is next: one that interrupts, else the oldest that waits; undefined where none does. */
export function findQueuedRun(db: Db, sessionId: string): Run | undefined {
  return nextQueued(db).get({ sessionId })
}

const nextQueued = prepared((db) =>
  db
    .select()
    .from(runs)
    .where(and(eq(runs.sessionId, given('sessionId')), eq(runs.status, 'queued')))
    .orderBy(desc(sql`${runs.mode} = 'interrupt'`), ...arrival)
    .limit(1)
    .prepare(),
)

/** Every run of a session that waits for its turn, oldest first; begun ones that lost their agent included. */
export function listQueuedRuns(db: Db, sessionId: string): Run[] {
  return db
    .select()
    .from(runs)
    .where(and(eq(runs.sessionId, sessionId), eq(runs.status, 'queued')))
    .orderBy(...arrival)
    .all()
}

/** What the runs of a session that have not ended ask and answer: ids of messages. */
export function listUnfinishedMessages(db: Db, sessionId: string): string[] {
  return unfinished(db)
    .all({ sessionId })
    .flatMap(({ question, answer }) => [question, answer])
}

const unfinished = prepared((db) =>
  db
    .select({ question: runs.userMessageId, answer: runs.messageId })
    .from(runs)
    .where(and(eq(runs.sessionId, given('sessionId')), inArray(runs.status, [...OPEN])))
    .prepare(),
)

/** Every run that has not ended, oldest first. */
export function listOpenRuns(db: Db): Run[] {
  return db
    .select()
    .from(runs)
    .where(inArray(runs.status, [...OPEN]))
    .orderBy(...arrival)
    .all()
}

/** The answer of `into` also answers these queued runs: they end with it. Call inside a transaction. */
export function mergeRuns(db: Db, into: string, runIds: readonly string[]): void {
  db.update(runs)
    .set({ status: 'merged', mergedInto: into })
    .where(and(inArray(runs.id, [...runIds]), eq(runs.status, 'queued')))
    .run()
}

/** The runs that end with this one, in the order of their messages. */
export function listMergedRuns(db: Db, into: string): Run[] {
  return mergedInto(db).all({ into })
}

const mergedInto = prepared((db) =>
  db
    .select()
    .from(runs)
    .where(eq(runs.mergedInto, given('into')))
    .orderBy(...arrival)
    .prepare(),
)

/** Messages that are being collected in a session wait until `notBefore` (Unix milliseconds). */
export function postponeCollected(db: Db, sessionId: string, notBefore: number): void {
  const collected = and(eq(runs.mode, 'collect'), eq(runs.status, 'queued'))
  db.update(runs)
    .set({ notBefore })
    .where(and(eq(runs.sessionId, sessionId), collected))
    .run()
}

/** A run that waits may not begin before `notBefore` (Unix milliseconds); one that has begun goes on. */
export function postponeRun(db: Db, runId: string, notBefore: number): void {
  db.update(runs)
    .set({ notBefore })
    .where(and(eq(runs.id, runId), eq(runs.status, 'queued')))
    .run()
}

/** The open run that does `runId` again, or undefined. */
export function findOpenRetry(db: Db, runId: string): Run | undefined {
  const retry = and(eq(runs.retryOf, runId), inArray(runs.status, [...OPEN]))
  return db.select().from(runs).where(retry).limit(1).get()
}

/** How many runs are open, by state. */
export function countOpenRuns(db: Db): { running: number; waiting: number; queued: number } {
  const counts = { running: 0, waiting: 0, queued: 0 }
  const rows = db
    .select({ status: runs.status, total: count() })
    .from(runs)
    .where(inArray(runs.status, [...OPEN]))
    .groupBy(runs.status)
    .all()
  for (const { status, total } of rows) {
    if (status === 'queued' || status === 'running' || status === 'waiting') counts[status] = total
  }
  return counts
}

/** Whether a session has a run that has not ended: a new message has to wait behind it. */
export function hasOpenRun(db: Db, sessionId: string): boolean {
  return anyOpen(db).get({ sessionId }) !== undefined
}

/** Whether an agent holds a run of this session: a message can steer it. */
export function hasHeldRun(db: Db, sessionId: string): boolean {
  return anyHeld(db).get({ sessionId }) !== undefined
}

/** Whether an answer of the session waits for the owner. */
export function waitsForOwner(db: Db, sessionId: string): boolean {
  return anyWaiting(db).get({ sessionId }) !== undefined
}

const anyWith = (states: readonly Run['status'][]) =>
  prepared((db) =>
    db
      .select({ id: runs.id })
      .from(runs)
      .where(and(eq(runs.sessionId, given('sessionId')), inArray(runs.status, [...states])))
      .limit(1)
      .prepare(),
  )
const anyWaiting = anyWith(['waiting'])
const anyOpen = anyWith(OPEN)
const anyHeld = anyWith(HELD)
