import { and, asc, desc, eq, getTableColumns, gt, isNull, sql } from 'drizzle-orm'
import type { ChatMessage } from '#protocol/messages.ts'
import type { Db } from '../client.ts'
import { given, prepared } from '../prepared.ts'
import { summaries } from '../schema/context.ts'
import { messages } from '../schema/messages.ts'

export type Summary = typeof summaries.$inferSelect

/** Stores what stands for the messages of a session up to `throughMessageId`. */
export function createSummary(db: Db, summary: Summary): void {
  db.insert(summaries).values(summary).run()
}

/** The newest summary of what stands in a session, or undefined. */
export function findSummary(db: Db, sessionId: string): Summary | undefined {
  return newestSummary(db).get({ sessionId })
}

const newestSummary = prepared((db) =>
  db
    .select(getTableColumns(summaries))
    .from(summaries)
    .innerJoin(messages, and(eq(messages.id, summaries.throughMessageId), isNull(messages.aside)))
    .where(eq(summaries.sessionId, given('sessionId')))
    .orderBy(desc(summaries.createdAt), sql`summaries.rowid desc`)
    .limit(1)
    .prepare(),
)

/** Whether the conversation was reset after what this summary covers. Reads what came since then. */
export function isBehindReset(db: Db, { sessionId, throughMessageId }: Summary): boolean {
  const covered = db
    .select({ position: messages.position })
    .from(messages)
    .where(eq(messages.id, throughMessageId))
    .get()
  return covered === undefined || findReset(db, sessionId, covered.position) !== undefined
}

/** The user's first words to a model since the last reset of a session: what it is all about. Reads the whole session. */
export function findFirstQuestion(db: Db, sessionId: string): ChatMessage | undefined {
  const reset = findReset(db, sessionId, -1)
  const row = db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.sessionId, sessionId),
        eq(messages.role, 'user'),
        isNull(messages.aside),
        gt(messages.position, reset ?? -1),
        sql`json_extract(${messages.metadata}, '$.command') is null`,
      ),
    )
    .orderBy(asc(messages.position))
    .limit(1)
    .get()
  return row && { id: row.id, role: row.role, parts: row.parts, metadata: row.metadata }
}

/** The position of the last reset after another position. */
function findReset(db: Db, sessionId: string, after: number): number | undefined {
  return db
    .select({ position: messages.position })
    .from(messages)
    .where(
      and(
        eq(messages.sessionId, sessionId),
        eq(messages.role, 'system'),
        isNull(messages.aside),
        gt(messages.position, after),
        sql`json_extract(${messages.metadata}, '$.marker') = 'reset'`,
      ),
    )
    .orderBy(desc(messages.position))
    .limit(1)
    .get()?.position
}
