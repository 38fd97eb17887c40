import { and, count, desc, eq, gte, lt, or, sql } from 'drizzle-orm'
import { AppError } from '#protocol/errors.ts'
import type { Db } from '../client.ts'
import { given, prepared } from '../prepared.ts'
import { runs } from '../schema/runs.ts'
import { sessions } from '../schema/sessions.ts'

export type Session = typeof sessions.$inferSelect

/** Adds a session. Throws where its id or key exists. `trusted` is what it stays for life. */
export function createSession(db: Db, session: typeof sessions.$inferInsert): void {
  db.insert(sessions).values(session).run()
}

/** The session with this id, or undefined. */
export function findSession(db: Db, sessionId: string): Session | undefined {
  return sessionById(db).get({ sessionId })
}

const sessionById = prepared((db) =>
  db
    .select()
    .from(sessions)
    .where(eq(sessions.id, given('sessionId')))
    .prepare(),
)

/** The session with this id. Throws `unknown_session`. */
export function getSession(db: Db, sessionId: string): Session {
  const session = findSession(db, sessionId)
  if (!session) throw new AppError('unknown_session', 'There is no such session.')
  return session
}

/** The session with this routing key, or undefined. */
export function findSessionByKey(db: Db, key: string): Session | undefined {
  return db.select().from(sessions).where(eq(sessions.key, key)).get()
}

/** The session of a group with this key, and those of its topics. */
export function listGroupSessions(db: Db, key: string): Session[] {
  const topics = `${key}:topic:`
  return db
    .select()
    .from(sessions)
    .where(or(eq(sessions.key, key), and(gte(sessions.key, topics), lt(sessions.key, `${topics}\u{10FFFF}`))))
    .all()
}

/** The sessions that are put away, or those that are not; the one that was last active first. */
export function listSessions(db: Db, archived: boolean): Session[] {
  return db
    .select()
    .from(sessions)
    .where(eq(sessions.archived, archived))
    .orderBy(desc(sessions.updatedAt), desc(sql`rowid`))
    .all()
}

/** How many sessions there are. */
export function countSessions(db: Db): number {
  return db.select({ total: count() }).from(sessions).get()?.total ?? 0
}

/** How many messages wait for an answer in a session; counts no further than `limit`. */
export function countWaiting(db: Db, sessionId: string, limit: number): number {
  return waitingRuns(db).all({ sessionId, limit }).length
}

const waitingRuns = prepared((db) =>
  db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.sessionId, given('sessionId')), eq(runs.status, 'queued')))
    .limit(sql.placeholder('limit'))
    .prepare(),
)

/** Notes that something happened in a session; time never goes back. Unix milliseconds. */
export function touchSession(db: Db, sessionId: string, at: number): void {
  setUpdated(db).run({ sessionId, at })
}

const setUpdated = prepared((db) =>
  db
    .update(sessions)
    .set({ updatedAt: sql`max(${sessions.updatedAt}, ${given('at')})` })
    .where(eq(sessions.id, given('sessionId')))
    .prepare(),
)

/** Names a session that has no name yet; one that has keeps it. */
export function nameSession(db: Db, sessionId: string, title: string): void {
  db.update(sessions)
    .set({ title })
    .where(and(eq(sessions.id, sessionId), eq(sessions.title, '')))
    .run()
}

/** Gives a session another name or those of its group, or puts it away or back. False where there is no such session. */
export function updateSession(
  db: Db,
  sessionId: string,
  fields: Partial<Pick<Session, 'title' | 'archived' | 'chatTitle' | 'topicTitle'>>,
): boolean {
  return db.update(sessions).set(fields).where(eq(sessions.id, sessionId)).run().changes > 0
}

/** Chooses the model of a session; null goes back to the default. False where there is no such session. */
export function updateSessionModel(db: Db, sessionId: string, model: string | null): boolean {
  return db.update(sessions).set({ model }).where(eq(sessions.id, sessionId)).run().changes > 0
}

/**
 * The owner has seen a session's messages, all of them or through one; it never goes back. False where nothing
 * changed, and where `through` is no message of the session.
 */
export function markSessionRead(db: Db, read: { sessionId: string; through?: string | undefined }): boolean {
  const { sessionId, through } = read
  const upTo =
    through === undefined
      ? sql`(select max(position) from messages where session_id = ${sessionId})`
      : sql`(select position from messages where session_id = ${sessionId} and id = ${through})`
  return (
    db
      .update(sessions)
      .set({ readPosition: upTo })
      .where(sql`${sessions.id} = ${sessionId} and ${upTo} > ${sessions.readPosition}`)
      .run().changes > 0
  )
}
