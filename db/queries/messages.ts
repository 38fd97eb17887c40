import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { Db } from '../client.ts'
import { messages } from '../schema/messages.ts'
import { indexMessage } from './keeping/search.ts'

export interface MessagePage {
  /** Oldest first. */
  readonly messages: ChatMessage[]
  /** Whether older ones exist before the first. */
  readonly hasMore: boolean
}

/**
 * Stores a message at the end of its session, or, where its id is stored already, replaces parts and
 * metadata and leaves its place. Keeps the search index with it. Idempotent. `metadata` must be there: it says when, and for which run.
 */
export function saveMessage(db: Db, sessionId: string, message: ChatMessage): void {
  const { metadata } = message
  if (!metadata) throw new AppError('internal', `Message ${message.id} has no metadata to be stored with.`)
  db.insert(messages)
    .values({
      id: message.id,
      sessionId,
      position: sql`(select coalesce(max(position) + 1, 0) from messages where session_id = ${sessionId})`,
      role: message.role,
      parts: message.parts,
      metadata,
      runId: metadata.runId ?? null,
      createdAt: metadata.createdAt,
    })
    .onConflictDoUpdate({ target: messages.id, set: { parts: message.parts, metadata } })
    .run()
  indexMessage(db, sessionId, message)
}

/** Takes a message out of its session. Idempotent. */
export function deleteMessage(db: Db, messageId: string): void {
  db.delete(messages).where(eq(messages.id, messageId)).run()
}

/** The message with this id, or undefined. */
export function findMessage(db: Db, messageId: string): ChatMessage | undefined {
  const row = db.select().from(messages).where(eq(messages.id, messageId)).get()
  return row && toMessage(row)
}

/**
 * The newest `limit` messages of a session, or the newest before the message `before`. Throws
 * `not_found` where `before` is no message of this session.
 */
export function listMessages(
  db: Db,
  page: { sessionId: string; before?: string | undefined; limit: number },
): MessagePage {
  const inSession = eq(messages.sessionId, page.sessionId)
  const rows = db
    .select()
    .from(messages)
    .where(page.before === undefined ? inSession : and(inSession, olderThan(db, page.sessionId, page.before)))
    .orderBy(desc(messages.position))
    .limit(page.limit + 1)
    .all()
  return {
    messages: rows.slice(0, page.limit).reverse().map(toMessage),
    hasMore: rows.length > page.limit,
  }
}

/** The last message of a session, or undefined where nothing was said. */
export function findLastMessage(db: Db, sessionId: string): ChatMessage | undefined {
  return listMessages(db, { sessionId, limit: 1 }).messages[0]
}

/**
 * Copies a session's messages up to and including `upTo` into an empty session, under new ids and at
 * the same positions, with what is known of their taint and privacy; the copies belong to no run.
 * Returns the new ids. Throws `not_found` where `upTo` is no message of the session.
 */
export function copyMessages(db: Db, copy: { from: string; to: string; upTo: string }): string[] {
  const last = positionOf(db, copy.from, copy.upTo)
  const rows = db.all<{ id: string }>(sql`
    insert into messages (id, session_id, position, role, parts, metadata, run_id, created_at)
    select lower(hex(randomblob(16))), ${copy.to}, position, role, parts,
      json_remove(metadata, '$.runId', '$.delivery'), null, created_at
    from messages where session_id = ${copy.from} and position <= ${last}
    returning id`)
  return rows.map(({ id }) => id)
}

const olderThan = (db: Db, sessionId: string, messageId: string) =>
  lt(messages.position, positionOf(db, sessionId, messageId))

function positionOf(db: Db, sessionId: string, messageId: string): number {
  const row = db
    .select({ position: messages.position })
    .from(messages)
    .where(and(eq(messages.id, messageId), eq(messages.sessionId, sessionId)))
    .get()
  if (!row) throw new AppError('not_found', 'There is no such message in this session.')
  return row.position
}

function toMessage(row: typeof messages.$inferSelect): ChatMessage {
  return { id: row.id, role: row.role, parts: row.parts, metadata: row.metadata }
}
