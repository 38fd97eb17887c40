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
  },
  (table) => [
    uniqueIndex('messages_order').on(table.sessionId, table.position),
    index('messages_run').on(table.runId),
  ],
)
