import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { approvals } from './approvals.ts'
import { runs } from './runs.ts'

/** The message in a chat that shows an answer in the making. It becomes the first part of the answer. */
export const previews = sqliteTable('previews', {
  runId: text('run_id')
    .primaryKey()
    .references(() => runs.id, { onDelete: 'cascade' }),
  /** The platform's. */
  messageId: text('message_id').notNull(),
  createdAt: integer('created_at').notNull(),
})

/** What was put to the owner in a chat. Only this person's press there counts. */
export const prompts = sqliteTable('prompts', {
  approvalId: text('approval_id')
    .primaryKey()
    .references(() => approvals.id, { onDelete: 'cascade' }),
  channel: text().notNull(),
  account: text().notNull(),
  chatId: text('chat_id').notNull(),
  threadId: text('thread_id'),
  /** The platform's immutable id of whoever may answer. */
  approverId: text('approver_id').notNull(),
  language: text({ enum: ['en', 'zh'] }).notNull(),
  createdAt: integer('created_at').notNull(),
  /** When the chat was told how it ended; null until then. */
  closedAt: integer('closed_at'),
})

/** Every press of a button, stored before it is acknowledged: one that comes again has no second effect. */
export const presses = sqliteTable(
  'presses',
  {
    channel: text().notNull(),
    account: text().notNull(),
    pressId: text('press_id').notNull(),
    chatId: text('chat_id').notNull(),
    senderId: text('sender_id').notNull(),
    outcome: text({ enum: ['settled', 'settled-before', 'not-yours', 'unknown'] }).notNull(),
    receivedAt: integer('received_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.channel, table.account, table.pressId] }),
    index('presses_received').on(table.receivedAt),
  ],
)
