import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm'
import { detectLanguage, type Language } from '#protocol/chat/language.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { Db } from '../client.ts'
import { given, givenColumns, prepared } from '../prepared.ts'
import { messages } from '../schema/messages.ts'
import { indexMessage } from './keeping/search.ts'
import { copyMediaUses, releaseMessageMedia } from './media/media.ts'
import { addVersion } from './panel/versions.ts'

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
  const { id, role, parts } = message
  const { createdAt, runId = null } = metadata
  upsert(db).run({ id, sessionId, role, parts, metadata, runId, createdAt })
  indexMessage(db, sessionId, message)
}

/**
 * Stores a message in the place of another one of its session, which is put aside with all that followed. Belongs into a
 * transaction. Throws as `addVersion` does.
 */
export function saveVersion(db: Db, sessionId: string, version: { message: ChatMessage; of: string }): void {
  addVersion(db, { sessionId, of: version.of, messageId: version.message.id })
  saveMessage(db, sessionId, version.message)
}

const upsert = prepared((db) => {
  const row = givenColumns(messages, ['id', 'sessionId', 'role', 'parts', 'metadata', 'runId', 'createdAt'])
  const position = sql`(select coalesce(max(position) + 1, 0) from messages where session_id = ${row.sessionId})`
  return db
    .insert(messages)
    .values({ ...row, position })
    .onConflictDoUpdate({ target: messages.id, set: givenColumns(messages, ['parts', 'metadata']) })
    .prepare()
})

/** Takes a message out of its session, and what it alone attached. Idempotent. */
export function deleteMessage(db: Db, messageId: string): void {
  releaseMessageMedia(db, messageId)
  db.delete(messages).where(eq(messages.id, messageId)).run()
}

/** The message with this id, or undefined. */
export function findMessage(db: Db, messageId: string): ChatMessage | undefined {
  return messageById(db).get({ messageId })
}

/** What a message is made of. */
const MESSAGE = { id: messages.id, role: messages.role, parts: messages.parts, metadata: messages.metadata }

const messageById = prepared((db) =>
  db
    .select(MESSAGE)
    .from(messages)
    .where(eq(messages.id, given('messageId')))
    .prepare(),
)

/**
 * The newest `limit` messages of a session as it stands, or the newest before the message `before`. Throws
 * `not_found` where `before` is no message of this session.
 */
export function listMessages(
  db: Db,
  page: { sessionId: string; before?: string | undefined; limit: number },
): MessagePage {
  const { sessionId, before, limit } = page
  const end = before === undefined ? Number.MAX_SAFE_INTEGER : positionOf(db, sessionId, before)
  const rows = newestBefore(db).all({ sessionId, end, limit: limit + 1 })
  return { messages: rows.slice(0, limit).reverse(), hasMore: rows.length > limit }
}

const newestBefore = prepared((db) =>
  db
    .select(MESSAGE)
    .from(messages)
    .where(
      and(
        eq(messages.sessionId, given('sessionId')),
        lt(messages.position, given('end')),
        isNull(messages.aside),
      ),
    )
    .orderBy(desc(messages.position))
    .limit(sql.placeholder('limit'))
    .prepare(),
)

/** The last message of a session, or undefined where nothing was said. */
export function findLastMessage(db: Db, sessionId: string): ChatMessage | undefined {
  return listMessages(db, { sessionId, limit: 1 }).messages[0]
}

/** The language of the last words that somebody wrote in a session; English where there are none. */
export function findSpokenLanguage(db: Db, sessionId: string): Language {
  const said = listMessages(db, { sessionId, limit: 6 }).messages.findLast(({ role }) => role === 'user')
  const words = said?.parts.find((part) => part.type === 'text')
  return detectLanguage(words?.text ?? '')
}

/**
 * Copies a session's messages as they stand up to and including `upTo` (without it where it `leavesOut` it) into an empty session, under new ids and at
 * the same positions, with what is known of their taint and privacy; the copies belong to no run. What they attach is part of the other session, too.
 * Returns the new ids. Throws `not_found` where `upTo` is no message of the session.
 */
export function copyMessages(
  db: Db,
  copy: { from: string; to: string; upTo: string; leavesOut?: boolean },
): string[] {
  const last = positionOf(db, copy.from, copy.upTo) - (copy.leavesOut ? 1 : 0)
  const rows = db.all<{ id: string }>(sql`
    insert into messages (id, session_id, position, role, parts, metadata, run_id, created_at)
    select lower(hex(randomblob(16))), ${copy.to}, position, role, parts,
      json_remove(metadata, '$.runId', '$.delivery'), null, created_at
    from messages where session_id = ${copy.from} and position <= ${last} and aside is null
    returning id`)
  copyMediaUses(db, copy)
  return rows.map(({ id }) => id)
}

function positionOf(db: Db, sessionId: string, messageId: string): number {
  const row = positionById(db).get({ sessionId, messageId })
  if (!row) throw new AppError('not_found', 'There is no such message in this session.')
  return row.position
}

const positionById = prepared((db) =>
  db
    .select({ position: messages.position })
    .from(messages)
    .where(and(eq(messages.id, given('messageId')), eq(messages.sessionId, given('sessionId'))))
    .prepare(),
)
