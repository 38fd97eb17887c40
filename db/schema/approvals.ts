import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { runs } from './runs.ts'

/** A tool call that waits for the owner, and what the owner said. */
export const approvals = sqliteTable(
  'approvals',
  {
    id: text().primaryKey(),
    sessionId: text('session_id').notNull(),
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    toolCallId: text('tool_call_id').notNull(),
    tool: text().notNull(),
    input: text({ mode: 'json' }).$type<unknown>().notNull(),
    rule: text().notNull(),
    reason: text().notNull(),
    canBeAlways: integer('can_be_always', { mode: 'boolean' }).notNull(),
    status: text({ enum: ['pending', 'allowed', 'denied', 'expired', 'cancelled'] }).notNull(),
    decision: text({ enum: ['allow-once', 'always', 'deny'] }),
    resolvedBy: text('resolved_by'),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    resolvedAt: integer('resolved_at'),
  },
  (table) => [
    uniqueIndex('approvals_call').on(table.runId, table.toolCallId),
    index('approvals_status').on(table.status, table.expiresAt),
  ],
)

/** Exact command lines answered with "always". `argv` is JSON, compared letter for letter. */
export const execGrants = sqliteTable(
  'exec_grants',
  {
    id: text().primaryKey(),
    argv: text({ mode: 'json' }).$type<string[]>().notNull(),
    cwd: text().notNull(),
    approvalId: text('approval_id').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [uniqueIndex('exec_grants_line').on(table.argv, table.cwd)],
)
