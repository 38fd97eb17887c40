import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { messages } from './messages.ts'

/**
 * Gives each indexed message the number that the full-text table `message_search` knows it by. Not in
 * index.ts: drizzle-kit knows neither virtual tables nor triggers, so their migration is written by hand.
 */
export const searchRows = sqliteTable('search_rows', {
  row: integer().primaryKey({ autoIncrement: true }),
  messageId: text('message_id')
    .notNull()
    .unique()
    .references(() => messages.id, { onDelete: 'cascade' }),
})

/** Facts about the database as a whole, by name. */
export const stateFacts = sqliteTable('state_facts', {
  name: text().primaryKey(),
  value: text().notNull(),
})
