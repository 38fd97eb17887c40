import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { sessions } from './sessions.ts'

/**
 * What stands for the older part of a conversation in a model's prompt. The messages themselves stay. A
 * newer row covers all that an older one covered.
 */
export const summaries = sqliteTable(
  'summaries',
  {
    id: text().primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    /** The last message that it covers. */
    throughMessageId: text('through_message_id').notNull(),
    text: text().notNull(),
    /** The model that wrote it; null where it was made by rule. */
    model: text(),
    /** What the covered part and this text are estimated at, in tokens. */
    tokensBefore: integer('tokens_before').notNull(),
    tokensAfter: integer('tokens_after').notNull(),
    tainted: integer({ mode: 'boolean' }).notNull(),
    private: integer({ mode: 'boolean' }).notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('summaries_session').on(table.sessionId, table.createdAt)],
)

/** What was told of the daily cap, so that it is told once. */
export const capNotices = sqliteTable('cap_notices', {
  /** `<local day>:<part of the cap in percent>`, as in `2026-11-22:80`. */
  id: text().primaryKey(),
  at: integer().notNull(),
})
