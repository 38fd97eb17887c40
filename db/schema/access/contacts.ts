import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** A person whom the owner has let in, or the owner's own account, by the platform's immutable ids. */
export const contacts = sqliteTable(
  'contacts',
  {
    channel: text().notNull(),
    account: text().notNull(),
    senderId: text('sender_id').notNull(),
    kind: text({ enum: ['owner', 'guest'] }).notNull(),
    /** For show only. */
    name: text().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.channel, table.account, table.senderId] })],
)

/** A group in which the assistant may answer. Knowing one of its members allows no group. */
export const allowedGroups = sqliteTable(
  'allowed_groups',
  {
    channel: text().notNull(),
    account: text().notNull(),
    chatId: text('chat_id').notNull(),
    /** For show only. */
    name: text().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.channel, table.account, table.chatId] })],
)
