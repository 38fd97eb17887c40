import { and, count, desc, eq, gte, isNotNull, sql, sum } from 'drizzle-orm'
import { costOf } from '#protocol/models/prices.ts'
import { clampRatio } from '#protocol/models/tokens.ts'
import type { Db } from '../client.ts'
import { given, givenColumns, prepared } from '../prepared.ts'
import { capNotices } from '../schema/context.ts'
import { inbox } from '../schema/inbox.ts'
import { jobs } from '../schema/jobs.ts'
import { modelCalls } from '../schema/runs.ts'
import { sessions } from '../schema/sessions.ts'

type ModelCall = typeof modelCalls.$inferSelect

/** Calls from which a session's ratio is learnt. */
const RATIO_CALLS = 5

/**
 * Adds one model call to the ledger: tokens as the vendor counted them, and their cost at the price of
 * today. Call inside the transaction that stores what the call gave.
 */
export function createModelCall(
  db: Db,
  call: Omit<ModelCall, 'id' | 'costUsd' | 'estimatedTokens'> & {
    estimatedTokens?: number | undefined
    cacheWriteTokens?: number | undefined
  },
): void {
  const { estimatedTokens = null, cacheWriteTokens: _priced, ...rest } = call
  insertCall(db).run({ ...rest, estimatedTokens, costUsd: costOf(call.model, call) })
}

const insertCall = prepared((db) => {
  const row = givenColumns(modelCalls, [
    'runId',
    'sessionId',
    'model',
    'inputTokens',
    'outputTokens',
    'cacheReadTokens',
    'reasoningTokens',
    'estimatedTokens',
    'costUsd',
    'at',
  ])
  return db.insert(modelCalls).values(row).prepare()
})

/** Calls and tokens since `since` (Unix milliseconds), or of all time where it is 0. */
export function sumUsage(
  db: Db,
  since: number,
): { calls: number; inputTokens: number; outputTokens: number } {
  const row = db
    .select({
      calls: count(),
      inputTokens: sum(modelCalls.inputTokens).mapWith(Number),
      outputTokens: sum(modelCalls.outputTokens).mapWith(Number),
    })
    .from(modelCalls)
    .where(gte(modelCalls.at, since))
    .get()
  return { calls: row?.calls ?? 0, inputTokens: row?.inputTokens ?? 0, outputTokens: row?.outputTokens ?? 0 }
}

/** Tokens of all model calls of one answer. */
export function sumRunUsage(db: Db, runId: string): { inputTokens: number; outputTokens: number } {
  const row = db
    .select({
      inputTokens: sum(modelCalls.inputTokens).mapWith(Number),
      outputTokens: sum(modelCalls.outputTokens).mapWith(Number),
    })
    .from(modelCalls)
    .where(eq(modelCalls.runId, runId))
    .get()
  return { inputTokens: row?.inputTokens ?? 0, outputTokens: row?.outputTokens ?? 0 }
}

/** US dollars since `since`, as far as prices are known. */
export function sumCost(db: Db, since: number): number {
  const row = db
    .select({ costUsd: sum(modelCalls.costUsd).mapWith(Number) })
    .from(modelCalls)
    .where(gte(modelCalls.at, since))
    .get()
  return row?.costUsd ?? 0
}

const sums = {
  calls: count(),
  inputTokens: sum(modelCalls.inputTokens).mapWith(Number),
  outputTokens: sum(modelCalls.outputTokens).mapWith(Number),
  /** Null where no call has a known price. */
  costUsd: sql<number | null>`sum(${modelCalls.costUsd})`,
}
const mostTokensFirst = desc(sql`sum(${modelCalls.inputTokens}) + sum(${modelCalls.outputTokens})`)

export interface DayOfUsage {
  /** `YYYY-MM-DD`, the machine's own calendar. */
  readonly day: string
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Null where no call of the day has a known price. */
  readonly costUsd: number | null
}

/** Each day with calls since `since`, newest first. */
export function listUsage(db: Db, since: number): DayOfUsage[] {
  const day = sql<string>`strftime('%Y-%m-%d', ${modelCalls.at} / 1000, 'unixepoch', 'localtime')`
  return db
    .select({ day, ...sums })
    .from(modelCalls)
    .where(gte(modelCalls.at, since))
    .groupBy(day)
    .orderBy(desc(day))
    .all()
}

/** Each model that was called since `since`, the most tokens first. */
export function listModelUsage(db: Db, since: number) {
  return db
    .select({ model: modelCalls.model, ...sums })
    .from(modelCalls)
    .where(gte(modelCalls.at, since))
    .groupBy(modelCalls.model)
    .orderBy(mostTokensFirst)
    .all()
}

/** The sessions with calls since `since`, the most tokens first; those that were deleted are left out. */
export function listSessionUsage(db: Db, since: number, limit: number) {
  return db
    .select({ sessionId: sessions.id, title: sessions.title, key: sessions.key, ...sums })
    .from(modelCalls)
    .innerJoin(sessions, eq(sessions.id, modelCalls.sessionId))
    .where(gte(modelCalls.at, since))
    .groupBy(sessions.id)
    .orderBy(mostTokensFirst)
    .limit(limit)
    .all()
}

/**
 * The scheduled jobs whose runs called a model since `since`, the most tokens first. A job that is over goes by the
 * name of its conversation.
 */
export function listJobUsage(db: Db, since: number, limit: number) {
  // The scheduler names a time of a job by the job's id and the time.
  const jobId = sql<string>`substr(${inbox.eventId}, 1, instr(${inbox.eventId}, ' ') - 1)`
  return db
    .select({
      jobId,
      sessionId: sessions.id,
      text: sql<string>`coalesce(${jobs.text}, ${sessions.title})`,
      ...sums,
    })
    .from(modelCalls)
    .innerJoin(inbox, and(eq(inbox.runId, modelCalls.runId), eq(inbox.channel, 'cron')))
    .innerJoin(sessions, eq(sessions.id, modelCalls.sessionId))
    .leftJoin(jobs, eq(jobs.id, jobId))
    .where(gte(modelCalls.at, since))
    .groupBy(jobId)
    .orderBy(mostTokensFirst)
    .limit(limit)
    .all()
}

/** Vendor's tokens to estimated ones in the newest calls of a session to one model; 1 where there are none. */
export function findTokenRatio(db: Db, sessionId: string, model: string): number {
  const rows = newestCalls(db).all({ sessionId, model })
  // The largest of them: a prompt that is too long fails, one that is a little short does not.
  const ratios = rows.flatMap(({ counted, estimated }) =>
    estimated && counted > 0 ? [counted / estimated] : [],
  )
  return ratios.length === 0 ? 1 : clampRatio(Math.max(...ratios))
}

const newestCalls = prepared((db) =>
  db
    .select({ counted: modelCalls.inputTokens, estimated: modelCalls.estimatedTokens })
    .from(modelCalls)
    .where(
      and(
        eq(modelCalls.sessionId, given('sessionId')),
        eq(modelCalls.model, given('model')),
        isNotNull(modelCalls.estimatedTokens),
      ),
    )
    .orderBy(desc(modelCalls.id))
    .limit(RATIO_CALLS)
    .prepare(),
)

/** True once for each id, for ever: whoever gets it tells the owner. */
export function claimCapNotice(db: Db, id: string, at: number): boolean {
  return db.insert(capNotices).values({ id, at }).onConflictDoNothing().run().changes > 0
}
