import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Role, Scope } from '#protocol/principal.ts'

/**
 * Who may connect. Secrets are kept as SHA-256 only. A browser has two halves, `secretHash` (cookie)
 * and `keyHash` (origin storage); neither alone is a credential.
 */
export const credentials = sqliteTable('credentials', {
  id: text().primaryKey(),
  kind: text({ enum: ['browser', 'token'] }).notNull(),
  name: text().notNull(),
  secretHash: text('secret_hash').notNull().unique(),
  keyHash: text('key_hash'),
  role: text().$type<Role>().notNull(),
  scopes: text({ mode: 'json' }).$type<Scope[]>().notNull(),
  createdAt: integer('created_at').notNull(),
  lastUsedAt: integer('last_used_at'),
  expiresAt: integer('expires_at'),
  revokedAt: integer('revoked_at'),
})

/** One-time login codes of the start screen, kept as SHA-256. */
export const loginCodes = sqliteTable('login_codes', {
  codeHash: text('code_hash').primaryKey(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
})

/** What was decided, by whom. Rows are only ever added. */
export const auditEntries = sqliteTable('audit_entries', {
  id: integer().primaryKey({ autoIncrement: true }),
  at: integer().notNull(),
  actor: text().notNull(),
  action: text().notNull(),
  detail: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
})
