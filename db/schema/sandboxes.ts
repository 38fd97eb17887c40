import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Which volume of the container engine holds the files of a box. Containers come and go; this stays. */
export const sandboxes = sqliteTable('sandboxes', {
  /** A session's id, or `agent:<name>` where an agent's sessions share one. */
  key: text().primaryKey(),
  volume: text().notNull().unique(),
  createdAt: integer('created_at').notNull(),
  usedAt: integer('used_at').notNull(),
})
