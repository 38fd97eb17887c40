import { and, asc, eq, inArray, max, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
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

/** Forgets what the model said word for word, once its run has ended: the answer has it. Call inside a transaction. */
export function clearResponses(db: Db, runId: string): void {
  db.update(runSteps)
    .set({ output: sql`json_remove(${runSteps.output}, '$.said')` })
    .where(and(eq(runSteps.runId, runId), eq(runSteps.kind, 'model')))
    .run()
}
