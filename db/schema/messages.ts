import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { ChatMessage, MessageMetadata } from '#protocol/messages.ts'
import { sessions } from './sessions.ts'

/** One message; `position` grows by one within its session. */
export const messages = sqliteTable(
  'messages',
  {
    id: text().primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    role: text({ enum: ['user', 'assistant', 'system'] }).notNull(),
    parts: text({ mode: 'json' }).$type<ChatMessage['parts']>().notNull(),
    metadata: text({ mode: 'json' }).$type<MessageMetadata>().notNull(),
    runId: text('run_id'),
    createdAt: integer('created_at').notNull(),
    /** The version of a message that it was put aside with; null for what stands. */
    aside: text(),
  },
  (table) => [
    uniqueIndex('messages_order').on(table.sessionId, table.position),
    index('messages_run').on(table.runId),
  ],
)

/** Messages that take each other's place in a conversation. One of them may stand, with what followed it. */
export const versions = sqliteTable(
  'versions',
  {
    /** An answer in the making is no message yet. */
    messageId: text('message_id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    /** The first of them. */
    place: text().notNull(),
  },
  (table) => [index('versions_session').on(table.sessionId), index('versions_place').on(table.place)],
)
