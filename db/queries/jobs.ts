import { asc, count, eq, lte } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { jobs } from '../schema/jobs.ts'

export type Job = typeof jobs.$inferSelect

/** Throws where the session does not exist. */
export function createJob(
  db: Db,
  job: Omit<Job, 'origin'> & { readonly origin?: Job['origin'] | undefined },
): void {
  db.insert(jobs).values(job).run()
}

/** The next one due first. */
export function listJobs(db: Db): Job[] {
  return db.select().from(jobs).orderBy(asc(jobs.nextAt), asc(jobs.id)).all()
}

export function countJobs(db: Db): number {
  return db.select({ total: count() }).from(jobs).get()?.total ?? 0
}

/** Those that are due at `now` (Unix milliseconds), the longest overdue first. */
export function listDueJobs(db: Db, now: number): Job[] {
  return db.select().from(jobs).where(lte(jobs.nextAt, now)).orderBy(asc(jobs.nextAt), asc(jobs.id)).all()
}

/** When the next one is due (Unix milliseconds); undefined where there is none. */
export function findNextJobTime(db: Db): number | undefined {
  return db.select({ nextAt: jobs.nextAt }).from(jobs).orderBy(asc(jobs.nextAt)).limit(1).get()?.nextAt
}

export function moveJob(db: Db, id: string, nextAt: number): void {
  db.update(jobs).set({ nextAt }).where(eq(jobs.id, id)).run()
}

/** False where there was no such job. */
export function deleteJob(db: Db, id: string): boolean {
  return db.delete(jobs).where(eq(jobs.id, id)).run().changes > 0
}
