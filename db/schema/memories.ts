import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** A fact that the owner asked to keep. `tainted` where its text did not come from the owner. */
export const memories = sqliteTable(
  'memories',
  {
    id: text().primaryKey(),
    text: text().notNull(),
    sessionId: text('session_id').notNull(),
    tainted: integer({ mode: 'boolean' }).notNull(),
    /** For models on this machine only. */
    private: integer({ mode: 'boolean' }).notNull().default(false),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('memories_created').on(table.createdAt)],
)
