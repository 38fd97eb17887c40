import { and, asc, desc, eq, inArray, max, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { given, givenColumns, prepared } from '../prepared.ts'
import { runSteps, runs } from '../schema/runs.ts'

export type RunStep = typeof runSteps.$inferSelect
export type StepState = RunStep['state']

/** Adds the next step of a run's journal and returns its number, counted from 0. Call inside a transaction. */
export function createStep(
  db: Db,
  step: Pick<RunStep, 'runId' | 'kind' | 'state' | 'startedAt'> &
    Partial<Pick<RunStep, 'toolCallId' | 'tool' | 'input' | 'output' | 'rule' | 'endedAt'>>,
): number {
  const seq = (lastStep(db).get({ runId: step.runId })?.seq ?? -1) + 1
  insertStep(db).run({ ...EMPTY, ...step, seq })
  return seq
}

const EMPTY = { toolCallId: null, tool: null, input: null, output: null, rule: null, endedAt: null }

const lastStep = prepared((db) =>
  db
    .select({ seq: max(runSteps.seq) })
    .from(runSteps)
    .where(eq(runSteps.runId, given('runId')))
    .prepare(),
)

const insertStep = prepared((db) => {
  const row = givenColumns(runSteps, [
    'runId',
    'seq',
    'kind',
    'state',
    'toolCallId',
    'tool',
    'input',
    'output',
    'rule',
    'startedAt',
    'endedAt',
  ])
  return db.insert(runSteps).values(row).prepare()
})

/** The step of one tool call, or undefined. */
export function findStep(db: Db, runId: string, toolCallId: string): RunStep | undefined {
  return stepOfCall(db).get({ runId, toolCallId })
}

const stepOfCall = prepared((db) =>
  db
    .select()
    .from(runSteps)
    .where(and(eq(runSteps.runId, given('runId')), eq(runSteps.toolCallId, given('toolCallId'))))
    .prepare(),
)

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
  return journalOf(db).all({ runId })
}

const journalOf = prepared((db) =>
  db
    .select()
    .from(runSteps)
    .where(eq(runSteps.runId, given('runId')))
    .orderBy(asc(runSteps.seq))
    .prepare(),
)

/** The input of the call that started a background command in a session, or undefined. */
export function findBackgroundStart(db: Db, command: { sessionId: string; processId: string }): unknown {
  const { sessionId, processId } = command
  const isStart = and(eq(runSteps.tool, 'exec'), eq(runSteps.state, 'done'))
  const isIt = sql`json_extract(${runSteps.output}, '$.processId') = ${processId}`
  const row = db
    .select({ input: runSteps.input })
    .from(runs)
    .innerJoin(runSteps, eq(runSteps.runId, runs.id))
    .where(and(eq(runs.sessionId, sessionId), isStart, isIt))
    .orderBy(desc(runSteps.startedAt))
    .get()
  return row?.input
}

/** Forgets what the model said word for word, once its run has ended: the answer has it. Call inside a transaction. */
export function clearResponses(db: Db, runId: string): void {
  forgetSaid(db).run({ runId })
}

const forgetSaid = prepared((db) =>
  db
    .update(runSteps)
    .set({ output: sql`json_remove(${runSteps.output}, '$.said')` })
    .where(and(eq(runSteps.runId, given('runId')), eq(runSteps.kind, 'model')))
    .prepare(),
)
