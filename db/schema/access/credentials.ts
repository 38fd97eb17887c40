import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { AUDIT_OUTCOMES } from '#protocol/access/audit.ts'
import type { Role, Scope } from '#protocol/access/principal.ts'

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
  /** The cookie half before the last renewal: good until `previousUntil`, or (null) until the new one is used. */
  previousHash: text('previous_hash').unique(),
  previousUntil: integer('previous_until'),
  renewedAt: integer('renewed_at'),
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

/** Wrong secrets of one kind, as the Unix milliseconds of the newest ones: a restart must not forget them. */
export const failureCounts = sqliteTable('failure_counts', {
  kind: text().primaryKey(),
  times: text({ mode: 'json' }).$type<number[]>().notNull(),
})

/**
 * What was decided, by whom, with what outcome and under which rule. Rows are only ever added: triggers
 * refuse the rest. `hash` covers the row and the hash of the row before; rows of older versions have none.
 */
export const auditEntries = sqliteTable('audit_entries', {
  id: integer().primaryKey({ autoIncrement: true }),
  at: integer().notNull(),
  actor: text().notNull(),
  action: text().notNull(),
  outcome: text({ enum: AUDIT_OUTCOMES }).notNull().default('allowed'),
  rule: text(),
  detail: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  hash: text().notNull().default(''),
})
