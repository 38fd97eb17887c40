import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ErrorShape } from '#protocol/errors.ts'
import type { QueueMode } from '#protocol/sessions.ts'
import { sessions } from './sessions.ts'

/** One answer in the making. `epoch` grows with each hand-over to an agent and fences off older ones. */
export const runs = sqliteTable(
  'runs',
  {
    id: text().primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    userMessageId: text('user_message_id').notNull(),
    messageId: text('message_id').notNull(),
    status: text({
      // `command`: the gateway answers it by itself, and no lane ever has it.
      enum: [
        'queued',
        'merged',
        'command',
        'running',
        'waiting',
        'completed',
        'stopped',
        'failed',
        'interrupted',
      ],
    }).notNull(),
    epoch: integer().notNull().default(0),
    attempts: integer().notNull().default(0),
    model: text(),
    error: text({ mode: 'json' }).$type<ErrorShape>(),
    createdAt: integer('created_at').notNull(),
    startedAt: integer('started_at'),
    endedAt: integer('ended_at'),
    /** What a message that comes while the session is busy does to the answer in the making. */
    mode: text().$type<QueueMode>().notNull().default('follow-up'),
    /** Not to be begun before this time: messages that are collected wait for one another. */
    notBefore: integer('not_before').notNull().default(0),
    /** The run whose answer also answers this one's message; both end together. */
    mergedInto: text('merged_into'),
    /** The run that this one does again. */
    retryOf: text('retry_of'),
    /** How many agent processes died over it. */
    deaths: integer().notNull().default(0),
    /** The gateway start that owns it, and until when, in Unix milliseconds. */
    leaseOwner: text('lease_owner'),
    leaseUntil: integer('lease_until'),
    /** Milliseconds of its deadline that earlier hand-overs used up. */
    spentMs: integer('spent_ms').notNull().default(0),
  },
  (table) => [
    index('runs_merged').on(table.mergedInto),
    index('runs_status').on(table.status),
    // What is open in a session is found without a look at the thousands that have ended.
    index('runs_session').on(table.sessionId, table.status, table.createdAt),
  ],
)

/** The journal: what a run did, in order. A tool call is *started* here before its effect. */
export const runSteps = sqliteTable(
  'run_steps',
  {
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    seq: integer().notNull(),
    kind: text({ enum: ['model', 'tool', 'compaction'] }).notNull(),
    state: text({
      enum: ['decided', 'started', 'done', 'failed', 'stopped', 'denied', 'uncertain'],
    }).notNull(),
    toolCallId: text('tool_call_id'),
    tool: text(),
    input: text({ mode: 'json' }).$type<unknown>(),
    output: text({ mode: 'json' }).$type<unknown>(),
    rule: text(),
    startedAt: integer('started_at').notNull(),
    endedAt: integer('ended_at'),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.seq] }),
    index('run_steps_call').on(table.runId, table.toolCallId),
  ],
)

/** One row per model call: the ledger of tokens and costs. */
export const modelCalls = sqliteTable(
  'model_calls',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    runId: text('run_id').notNull(),
    sessionId: text('session_id').notNull(),
    model: text().notNull(),
    inputTokens: integer('input_tokens').notNull(),
    outputTokens: integer('output_tokens').notNull(),
    cacheReadTokens: integer('cache_read_tokens').notNull(),
    reasoningTokens: integer('reasoning_tokens').notNull(),
    /** What the prompt was estimated at before the vendor counted it. */
    estimatedTokens: integer('estimated_tokens'),
    /** In US dollars; null where the model's price is not known. */
    costUsd: real('cost_usd'),
    at: integer().notNull(),
  },
  (table) => [
    index('model_calls_at').on(table.at),
    index('model_calls_session').on(table.sessionId, table.id),
  ],
)

/**
 * Files of the workspace that a private run wrote, relative to it. They outlive their conversation, and so
 * does the mark: no reference to the session.
 */
export const privatePaths = sqliteTable('private_paths', {
  path: text().primaryKey(),
  sessionId: text('session_id').notNull(),
  createdAt: integer('created_at').notNull(),
})
