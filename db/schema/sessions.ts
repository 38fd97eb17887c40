import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** A conversation. `trusted` is decided once, at creation. Times are Unix milliseconds everywhere. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text().primaryKey(),
    key: text().notNull().unique(),
    agent: text().notNull(),
    title: text().notNull(),
    trusted: integer({ mode: 'boolean' }).notNull(),
    model: text(),
    archived: integer({ mode: 'boolean' }).notNull().default(false),
    /** Position of the last message that the owner has seen in a panel; -1 before the first. */
    readPosition: integer('read_position').notNull().default(-1),
    /** What the platform calls the group, and the topic in it; '' where it has none. The title follows them. */
    chatTitle: text('chat_title').notNull().default(''),
    topicTitle: text('topic_title').notNull().default(''),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [index('sessions_updated').on(table.updatedAt)],
)
