import { and, asc, eq, gte, isNull, sql } from 'drizzle-orm'
import { AppError } from '#protocol/errors.ts'
import type { Db } from '../../client.ts'
import { messages, versions } from '../../schema/messages.ts'

/*
 * A conversation is one line of messages. Where one is said or answered anew, it and all that followed are put aside
 * under its id, and the new one goes on in its place. What was put aside comes back as it was left.
 */

/**
 * Puts a message and all that followed it aside; `messageId`, which need not be stored yet, is another version of it.
 * Belongs into the transaction that brings the new one. Throws `not_found` where `of` is no message of the session,
 * `conflict` where it does not stand.
 */
export function addVersion(db: Db, version: { sessionId: string; of: string; messageId: string }): void {
  const { sessionId, of, messageId } = version
  const { aside, position } = getPlaced(db, sessionId, of)
  if (aside !== null) {
    throw new AppError(
      'conflict',
      'This message stands in another version of the conversation. Show that first.',
    )
  }
  const place = findPlace(db, of) ?? of
  const rows = [of, messageId].map((id) => ({ messageId: id, sessionId, place }))
  db.insert(versions).values(rows).onConflictDoNothing().run()
  putAside(db, { sessionId, from: position, label: of })
}

/**
 * Brings back the version of a conversation in which this message stands; false where it stands already. Belongs into a
 * transaction; no run may be open in the session. Throws `not_found`.
 */
export function showVersion(db: Db, sessionId: string, messageId: string): boolean {
  const { aside } = getPlaced(db, sessionId, messageId)
  if (aside === null) return false
  bringBack(db, sessionId, aside)
  return true
}

/** A version that came to nothing makes room for the one before it. False where the message is none. Idempotent. */
export function withdrawVersion(db: Db, sessionId: string, messageId: string): boolean {
  const place = findPlace(db, messageId)
  if (place === undefined) return false
  const others = listPlace(db, place).filter(({ id }) => id !== messageId)
  db.delete(versions)
    .where(others.length > 1 ? eq(versions.messageId, messageId) : eq(versions.place, place))
    .run()
  const last = others.at(-1)
  if (last) unfold(db, sessionId, last.id)
  return true
}

/** The messages of a session that have versions, each with its versions, the oldest first. */
export function listVersions(db: Db, sessionId: string): string[][] {
  const rows = db
    .select({ id: versions.messageId, place: versions.place })
    .from(versions)
    .where(eq(versions.sessionId, sessionId))
    .orderBy(asc(sql`rowid`))
    .all()
  return [...Map.groupBy(rows, ({ place }) => place).values()].map((group) => group.map(({ id }) => id))
}

function bringBack(db: Db, sessionId: string, label: string): void {
  const group = listPlace(db, findPlace(db, label) ?? label)
  // All but one were put aside by themselves; that one stands, or was put aside with something before it.
  const current = group.find(({ id, aside }) => aside !== id)
  if (!current) throw new AppError('internal', `No version stands in the place of message ${label}.`)
  if (current.aside !== null) bringBack(db, sessionId, current.aside)
  if (current.id === label) return
  const from = Math.min(...group.map(({ position }) => position))
  putAside(db, { sessionId, from, label: current.id })
  unfold(db, sessionId, label)
}

/** What precedes a message came before all of its versions: whatever stands from the first of them on is the present one. */
function putAside(
  db: Db,
  { sessionId, from, label }: { sessionId: string; from: number; label: string },
): void {
  db.update(messages)
    .set({ aside: label })
    .where(and(eq(messages.sessionId, sessionId), gte(messages.position, from), isNull(messages.aside)))
    .run()
}

function unfold(db: Db, sessionId: string, label: string): void {
  db.update(messages)
    .set({ aside: null })
    .where(and(eq(messages.sessionId, sessionId), eq(messages.aside, label)))
    .run()
}

const findPlace = (db: Db, messageId: string): string | undefined =>
  db.select().from(versions).where(eq(versions.messageId, messageId)).get()?.place

/** The stored versions in a place, the oldest first. */
const listPlace = (db: Db, place: string) =>
  db
    .select({ id: messages.id, position: messages.position, aside: messages.aside })
    .from(versions)
    .innerJoin(messages, eq(messages.id, versions.messageId))
    .where(eq(versions.place, place))
    .orderBy(asc(messages.position))
    .all()

function getPlaced(db: Db, sessionId: string, messageId: string) {
  const row = db
    .select({ position: messages.position, aside: messages.aside })
    .from(messages)
    .where(and(eq(messages.id, messageId), eq(messages.sessionId, sessionId)))
    .get()
  if (!row) throw new AppError('not_found', 'There is no such message in this conversation.')
  return row
}
