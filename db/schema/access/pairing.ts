import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Scope } from '#protocol/access/principal.ts'

/** Somebody who wants in: a person on a chat platform or a new browser. */
export const pairingRequests = sqliteTable(
  'pairing_requests',
  {
    id: text().primaryKey(),
    kind: text({ enum: ['person', 'browser'] }).notNull(),
    /** A browser's is `browser`, its account `default`. */
    channel: text().notNull(),
    account: text().notNull(),
    /** The platform's immutable id; null for browsers. */
    senderId: text('sender_id'),
    /** Where a person wrote, and in which language, to be told of the decision; null for browsers. */
    chatId: text('chat_id'),
    language: text({ enum: ['en', 'zh'] }),
    /** For show only. */
    name: text().notNull(),
    /** Whether the name held characters that cannot be seen, which were taken out. */
    hadHidden: integer('had_hidden', { mode: 'boolean' }).notNull(),
    code: text().notNull(),
    /** SHA-256 of what only this browser knows; null for people. */
    secretHash: text('secret_hash'),
    state: text({ enum: ['pending', 'approved', 'rejected', 'expired'] }).notNull(),
    /** What an approved browser may do. */
    scopes: text({ mode: 'json' }).$type<Scope[]>(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    decidedAt: integer('decided_at'),
    /** When an approved browser fetched its credential, which it can do once. */
    claimedAt: integer('claimed_at'),
  },
  (table) => [
    uniqueIndex('pairing_live_code').on(table.code).where(sql`state = 'pending'`),
    index('pairing_sender').on(table.channel, table.account, table.senderId),
    index('pairing_state').on(table.state),
    index('pairing_created').on(table.createdAt),
  ],
)

/** Wrong codes that a credential typed. */
export const pairingFailures = sqliteTable('pairing_failures', {
  credentialId: text('credential_id').primaryKey(),
  count: integer().notNull(),
  lastAt: integer('last_at').notNull(),
})
