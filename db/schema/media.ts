import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { messages } from './messages.ts'
import { sessions } from './sessions.ts'

/** A file that was kept. Its bytes lie under their hash in the state folder; several rows may share them. */
export const media = sqliteTable(
  'media',
  {
    id: text().primaryKey(),
    /** SHA-256 of the bytes, in hex. */
    hash: text().notNull(),
    /** Cleaned, for show and for the copy in a workspace; never a path. */
    name: text().notNull(),
    /** Read from the bytes. */
    type: text().notNull(),
    bytes: integer().notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [index('media_hash').on(table.hash), index('media_expiry').on(table.expiresAt)],
)

/** The conversations that a file is part of, with what is known of it there: it goes with the last of them. */
export const mediaUses = sqliteTable(
  'media_uses',
  {
    mediaId: text('media_id')
      .notNull()
      .references(() => media.id, { onDelete: 'cascade' }),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    tainted: integer({ mode: 'boolean' }).notNull(),
    private: integer({ mode: 'boolean' }).notNull(),
    /** Of its copy in the workspace, relative to it. */
    path: text(),
  },
  (table) => [
    primaryKey({ columns: [table.mediaId, table.sessionId] }),
    index('media_uses_session').on(table.sessionId),
  ],
)

/** Files that a stored message announced and its platform has still to hand over. The id becomes the file's. */
export const mediaFetches = sqliteTable(
  'media_fetches',
  {
    id: text().primaryKey(),
    messageId: text('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    channel: text().notNull(),
    account: text().notNull(),
    /** What the platform calls the file. */
    reference: text().notNull(),
    attempts: integer().notNull().default(0),
    nextAttemptAt: integer('next_attempt_at').notNull(),
    /** Until then more of the same album may come. */
    settlesAt: integer('settles_at').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('media_fetches_due').on(table.nextAttemptAt),
    index('media_fetches_message').on(table.messageId),
  ],
)
