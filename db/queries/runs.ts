import { and, asc, count, eq, inArray, sql } from 'drizzle-orm'
import type { ErrorShape } from '#protocol/errors.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import type { Db } from '../client.ts'
import { runs } from '../schema/runs.ts'

export type Run = typeof runs.$inferSelect

const OPEN = ['queued', 'running', 'waiting'] as const

/** Order of arrival: two runs made in the same millisecond keep the order in which they were written. */
const arrival = [asc(runs.createdAt), asc(sql`rowid`)] as const

/** Adds a queued run. Throws where the id exists already. Times are Unix milliseconds. */
export function createRun(
  db: Db,
  run: { id: string; sessionId: string; userMessageId: string; messageId: string; createdAt: number },
): void {
  db.insert(runs)
    .values({ ...run, status: 'queued' })
    .run()
}

/** The run with this id, or undefined. */
export function findRun(db: Db, runId: string): Run | undefined {
  return db.select().from(runs).where(eq(runs.id, runId)).get()
}

/** The oldest run of a session that waits for its turn, or undefined. */
export function findQueuedRun(db: Db, sessionId: string): Run | undefined {
  return db
    .select()
    .from(runs)
    .where(and(eq(runs.sessionId, sessionId), eq(runs.status, 'queued')))
    .orderBy(...arrival)
    .get()
}

/** Every run that has not ended, oldest first. */
export function listOpenRuns(db: Db): Run[] {
  return db
    .select()
    .from(runs)
    .where(inArray(runs.status, [...OPEN]))
    .orderBy(...arrival)
    .all()
}

/** Hands a run to an agent: `running`, epoch and attempts grow by one. Returns the run as it is now. */
export function beginRun(db: Db, runId: string, at: number): Run | undefined {
  return db
    .update(runs)
    .set({
      status: 'running',
      epoch: sql`${runs.epoch} + 1`,
      attempts: sql`${runs.attempts} + 1`,
      startedAt: sql`coalesce(${runs.startedAt}, ${at})`,
    })
    .where(and(eq(runs.id, runId), inArray(runs.status, [...OPEN])))
    .returning()
    .get()
}

/** Says whether an open run works or waits for the owner. Ended runs stay as they are. */
export function updateRunStatus(db: Db, runId: string, status: 'queued' | 'running' | 'waiting'): void {
  db.update(runs)
    .set({ status })
    .where(and(eq(runs.id, runId), inArray(runs.status, [...OPEN])))
    .run()
}

/** Ends an open run and fences its agent by a new epoch; false where it had ended before. Idempotent. */
export function endRun(
  db: Db,
  end: {
    runId: string
    status: RunEndStatus
    error: ErrorShape | null
    model: string | null
    endedAt: number
  },
): boolean {
  const { runId, ...fields } = end
  const changed = db
    .update(runs)
    .set({ ...fields, epoch: sql`${runs.epoch} + 1` })
    .where(and(eq(runs.id, runId), inArray(runs.status, [...OPEN])))
    .run()
  return changed.changes > 0
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
  const open = and(eq(runs.sessionId, sessionId), inArray(runs.status, [...OPEN]))
  return db.select({ id: runs.id }).from(runs).where(open).limit(1).get() !== undefined
}
