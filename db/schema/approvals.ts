import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { ExecBinding } from '#protocol/access/approvals.ts'
import { runs } from './runs.ts'

/**
 * A tool call or a question that waits for the owner, and what the owner said. A call that was allowed
 * and not begun in time asks once more: its newest row counts.
 */
export const approvals = sqliteTable(
  'approvals',
  {
    id: text().primaryKey(),
    sessionId: text('session_id').notNull(),
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    toolCallId: text('tool_call_id').notNull(),
    kind: text({ enum: ['tool', 'question'] })
      .notNull()
      .default('tool'),
    question: text(),
    choices: text({ mode: 'json' }).$type<string[]>().notNull().default(sql`'[]'`),
    choice: text(),
    binding: text({ mode: 'json' }).$type<ExecBinding>(),
    outside: text(),
    typesInto: text('types_into', { mode: 'json' }).$type<string[]>(),
    tool: text().notNull(),
    input: text({ mode: 'json' }).$type<unknown>().notNull(),
    rule: text().notNull(),
    reason: text().notNull(),
    canBeAlways: integer('can_be_always', { mode: 'boolean' }).notNull(),
    status: text({ enum: ['pending', 'allowed', 'denied', 'expired', 'cancelled'] }).notNull(),
    decision: text({ enum: ['allow-once', 'always', 'deny', 'answer'] }),
    resolvedBy: text('resolved_by'),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    resolvedAt: integer('resolved_at'),
  },
  (table) => [
    index('approvals_call').on(table.runId, table.toolCallId),
    index('approvals_status').on(table.status, table.expiresAt),
  ],
)

/**
 * Exact command lines answered with "always". `argv` is JSON, compared letter for letter. One without a
 * binding allows nothing.
 */
export const execGrants = sqliteTable(
  'exec_grants',
  {
    id: text().primaryKey(),
    argv: text({ mode: 'json' }).$type<string[]>().notNull(),
    cwd: text().notNull(),
    agent: text().notNull().default('main'),
    binding: text({ mode: 'json' }).$type<ExecBinding>(),
    approvalId: text('approval_id').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [uniqueIndex('exec_grants_line').on(table.agent, table.argv, table.cwd)],
)

/** What was put to the owner in a chat. Only this person's press there counts. */
export const prompts = sqliteTable('prompts', {
  approvalId: text('approval_id')
    .primaryKey()
    .references(() => approvals.id, { onDelete: 'cascade' }),
  channel: text().notNull(),
  account: text().notNull(),
  chatId: text('chat_id').notNull(),
  threadId: text('thread_id'),
  /** The platform's immutable id of whoever may answer. */
  approverId: text('approver_id').notNull(),
  language: text({ enum: ['en', 'zh'] }).notNull(),
  createdAt: integer('created_at').notNull(),
  /** When the chat was told how it ended; null until then. */
  closedAt: integer('closed_at'),
})

/** Every press of a button, stored before it is acknowledged: one that comes again has no second effect. */
export const presses = sqliteTable(
  'presses',
  {
    channel: text().notNull(),
    account: text().notNull(),
    pressId: text('press_id').notNull(),
    chatId: text('chat_id').notNull(),
    senderId: text('sender_id').notNull(),
    outcome: text({ enum: ['settled', 'settled-before', 'not-yours', 'unknown'] }).notNull(),
    receivedAt: integer('received_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.channel, table.account, table.pressId] }),
    index('presses_received').on(table.receivedAt),
  ],
)
