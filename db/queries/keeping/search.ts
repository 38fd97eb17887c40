import { asc, eq, gt, sql } from 'drizzle-orm'
import type { ChatMessage } from '#protocol/messages.ts'
import type { Db } from '../../client.ts'
import { given, prepared } from '../../prepared.ts'
import { messages } from '../../schema/messages.ts'
import { searchRows } from '../../schema/search.ts'
import { sessions } from '../../schema/sessions.ts'
import { parseQuery, type SearchTerm, sessionToken, splitForIndex, toMatch } from '../../search-text.ts'

/** A message that was found. `rank`: bm25, the smaller the better. */
export interface SearchRow {
  readonly messageId: string
  readonly sessionId: string
  readonly sessionTitle: string
  readonly role: ChatMessage['role']
  readonly createdAt: number
  readonly text: string
  readonly rank: number
}

/** The newest this many messages that match are ranked; a word that is everywhere stays quick that way. */
const CANDIDATES = 1_000
/** A term in the session's column says where to look, not how well it fits. */
const WEIGHTS = sql.raw('1.0, 1.0, 0.0')

/** What can be found of a message: what was said, not what was thought and not what tools answered. */
const searchableText = (message: Pick<ChatMessage, 'parts'>): string =>
  message.parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n')

/**
 * Puts a message into the index, or its new text where it is there already. Idempotent. Belongs into the
 * transaction that stores the message. An answer that is still being written is left for its end.
 */
export function indexMessage(db: Db, sessionId: string, message: ChatMessage): void {
  if (message.role === 'system' || message.metadata?.status === 'streaming') return
  const messageId = message.id
  const found = rowOf(db).get({ messageId })
  const text = searchableText(message)
  if (found) db.run(sql`delete from message_search where rowid = ${found.row}`)
  else if (text === '') return
  const { row } = found ?? insertRow(db).get({ messageId })
  const { words, pairs } = splitForIndex(text)
  db.run(
    sql`insert into message_search (rowid, words, pairs, session) values (${row}, ${words}, ${pairs}, ${sessionToken(sessionId)})`,
  )
}

const rowOf = prepared((db) =>
  db
    .select({ row: searchRows.row })
    .from(searchRows)
    .where(eq(searchRows.messageId, given('messageId')))
    .prepare(),
)

const insertRow = prepared((db) =>
  db
    .insert(searchRows)
    .values({ messageId: given('messageId') })
    .returning({ row: searchRows.row })
    .prepare(),
)

/**
 * Goes through `limit` stored messages after the position `after` (0 at first) and indexes those that
 * are missing. Returns the position to go on from, or undefined at the end. Idempotent.
 */
export function indexMissing(db: Db, after: number, limit: number): number | undefined {
  const position = sql<number>`${messages}.rowid`
  const page = db
    .select({ position, id: messages.id })
    .from(messages)
    .where(gt(position, after))
    .orderBy(asc(position))
    .limit(limit)
    .all()
  for (const { id } of page) {
    if (rowOf(db).get({ messageId: id })) continue
    const row = db.select().from(messages).where(eq(messages.id, id)).get()
    if (row) indexMessage(db, row.sessionId, row)
  }
  return page.length < limit ? undefined : page.at(-1)?.position
}

/**
 * The messages that hold every term of the query, best first, newest first among equals. Of very many
 * matches only the newest are ranked. No query is an error: whatever it holds, it is words to look for.
 */
export function searchMessages(
  db: Db,
  query: {
    text: string
    sessionId?: string | undefined
    /** Only messages from before this time, Unix milliseconds. */
    before?: number | undefined
    limit: number
  },
): { terms: SearchTerm[]; rows: SearchRow[] } {
  const terms = parseQuery(query.text)
  if (terms.length === 0) return { terms, rows: [] }
  const ranked = rankCandidates(db, { ...query, match: toMatch(terms, query.sessionId) })
  const best = ranked.toSorted((a, b) => a.rank - b.rank || b.createdAt - a.createdAt).slice(0, query.limit)
  const rows = best.flatMap(({ row, rank }) => {
    const found = db
      .select({ message: messages, sessionTitle: sessions.title })
      .from(searchRows)
      .innerJoin(messages, eq(messages.id, searchRows.messageId))
      .innerJoin(sessions, eq(sessions.id, messages.sessionId))
      .where(eq(searchRows.row, row))
      .get()
    if (!found) return []
    const { id: messageId, sessionId, role, createdAt } = found.message
    const text = searchableText(found.message)
    return { messageId, sessionId, sessionTitle: found.sessionTitle, role, createdAt, text, rank }
  })
  return { terms, rows }
}

interface Candidate {
  readonly row: number
  readonly rank: number
  readonly createdAt: number
}

function rankCandidates(db: Db, query: { match: string; before?: number | undefined }): Candidate[] {
  const older = query.before === undefined ? sql`` : sql`and m.created_at < ${query.before}`
  return db.all<Candidate>(sql`
    select f.rowid as "row", bm25(message_search, ${WEIGHTS}) as "rank", m.created_at as "createdAt"
    from message_search f
    cross join search_rows r on r.row = f.rowid
    cross join messages m on m.id = r.message_id
    where message_search match ${query.match} ${older}
    order by f.rowid desc limit ${CANDIDATES}`)
}

/** How many messages are not in the index; some have no text and never will be. */
export function countUnindexed(db: Db): number {
  const row = db.get<{ missing: number }>(
    sql`select (select count(*) from messages) - (select count(*) from search_rows) as missing`,
  )
  return row.missing
}
