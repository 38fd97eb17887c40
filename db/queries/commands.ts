import { and, asc, eq, sql } from 'drizzle-orm'
import type { ErrorShape } from '#protocol/errors.ts'
import type { Db } from '../client.ts'
import { runs } from '../schema/runs.ts'
import type { Run } from './runs.ts'

const isOpen = (runId: string) => and(eq(runs.id, runId), eq(runs.status, 'command'))

/** Adds the run of a chat command. No lane takes it: it never waits behind an answer. Throws where the id exists. */
export function createCommandRun(
  db: Db,
  run: { id: string; sessionId: string; userMessageId: string; messageId: string; createdAt: number },
): void {
  db.insert(runs)
    .values({ ...run, status: 'command', startedAt: run.createdAt })
    .run()
}

/** The run of a command that has no answer yet, or undefined. */
export function findCommandRun(db: Db, runId: string): Run | undefined {
  return db.select().from(runs).where(isOpen(runId)).get()
}

/** Commands without an answer, oldest first: those that the last process did not come to. */
export function listCommandRuns(db: Db): Run[] {
  return db
    .select()
    .from(runs)
    .where(eq(runs.status, 'command'))
    .orderBy(asc(runs.createdAt), asc(sql`rowid`))
    .all()
}

/** Ends the run of a command; false where it had ended before. */
export function endCommandRun(
  db: Db,
  end: { runId: string; status: 'completed' | 'failed'; error: ErrorShape | null; endedAt: number },
): boolean {
  const { runId, ...fields } = end
  return db.update(runs).set(fields).where(isOpen(runId)).run().changes > 0
}
