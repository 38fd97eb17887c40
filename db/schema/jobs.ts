import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ChatOrigin } from './inbox.ts'
import { sessions } from './sessions.ts'

/** Something to be said in a session at a time to come, once or again and again. Goes with its session. */
export const jobs = sqliteTable(
  'jobs',
  {
    id: text().primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    text: text().notNull(),
    /** Five fields; null for a job that is due once. */
    cron: text(),
    /** IANA name, in which the pattern is read. */
    timeZone: text('time_zone').notNull(),
    /** Where the text was not written by the owner, though he let it be scheduled. */
    tainted: integer({ mode: 'boolean' }).notNull(),
    /** Where it was asked for, where that was in an app: its answers go there, too. */
    origin: text({ mode: 'json' }).$type<ChatOrigin>(),
    nextAt: integer('next_at').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('jobs_next').on(table.nextAt)],
)
