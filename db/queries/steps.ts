import { and, asc, eq, inArray, max, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { approvals } from '../schema/approvals.ts'
import { runSteps } from '../schema/runs.ts'

export type RunStep = typeof runSteps.$inferSelect
export type StepState = RunStep['state']

/** Adds the next step of a run's journal and returns its number, counted from 0. Call inside a transaction. */
export function createStep(
  db: Db,
  step: Pick<RunStep, 'runId' | 'kind' | 'state' | 'startedAt'> &
    Partial<Pick<RunStep, 'toolCallId' | 'tool' | 'input' | 'output' | 'rule' | 'endedAt'>>,
): number {
  const last = db
    .select({ seq: max(runSteps.seq) })
    .from(runSteps)
    .where(eq(runSteps.runId, step.runId))
    .get()
  const seq = (last?.seq ?? -1) + 1
  db.insert(runSteps)
    .values({ ...step, seq })
    .run()
  return seq
}

/** The step of one tool call, or undefined. */
export function findStep(db: Db, runId: string, toolCallId: string): RunStep | undefined {
  return db
    .select()
    .from(runSteps)
    .where(and(eq(runSteps.runId, runId), eq(runSteps.toolCallId, toolCallId)))
    .get()
}

/**
 * Moves one tool call from one of `from` to `to`; false where it stood elsewhere, so a repeat changes
 * nothing. Sets only the fields that are given.
 */
export function updateStep(
  db: Db,
  change: {
    runId: string
    toolCallId: string
    from: readonly StepState[]
    to: StepState
    fields?: Partial<Pick<RunStep, 'output' | 'rule' | 'startedAt' | 'endedAt'>>
  },
): boolean {
  const changed = db
    .update(runSteps)
    .set({ ...change.fields, state: change.to })
    .where(
      and(
        eq(runSteps.runId, change.runId),
        eq(runSteps.toolCallId, change.toolCallId),
        inArray(runSteps.state, [...change.from]),
      ),
    )
    .run()
  return changed.changes > 0
}

/** The whole journal of a run, in order. */
export function listSteps(db: Db, runId: string): RunStep[] {
  return db.select().from(runSteps).where(eq(runSteps.runId, runId)).orderBy(asc(runSteps.seq)).all()
}

/**
 * Puts a lost attempt aside before the run starts afresh: its calls stay in the journal under
 * `<toolCallId>@<epoch>`, so that the new attempt may use the same ids. What had only been asked for is
 * `denied` (it never ran). Call inside a transaction.
 */
export function archiveAttempt(db: Db, attempt: { runId: string; epoch: number; at: number }): void {
  const { runId, epoch, at } = attempt
  const suffix = `@${epoch}`
  const open = (state: StepState) => and(eq(runSteps.runId, runId), eq(runSteps.state, state))
  db.update(runSteps).set({ state: 'denied', rule: 'attempt-lost', endedAt: at }).where(open('decided')).run()
  db.update(runSteps).set({ state: 'stopped', endedAt: at }).where(open('started')).run()
  db.update(runSteps)
    .set({ toolCallId: sql`${runSteps.toolCallId} || ${suffix}` })
    .where(eq(runSteps.runId, runId))
    .run()
  db.update(approvals)
    .set({ toolCallId: sql`${approvals.toolCallId} || ${suffix}` })
    .where(eq(approvals.runId, runId))
    .run()
}
