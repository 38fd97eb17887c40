import { and, eq, inArray, sql } from 'drizzle-orm'
import type { ErrorShape } from '#protocol/errors.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import type { Db } from '../../client.ts'
import { given, givenColumns, prepared } from '../../prepared.ts'
import { runs } from '../../schema/runs.ts'

/** The states of a run that has not ended, and those in which an agent has it. */
export const OPEN = ['queued', 'merged', 'running', 'waiting'] as const
export const HELD = ['running', 'waiting'] as const

/**
 * Hands a queued run to an agent: `running`, epoch and attempts grow by one, and the lease is the
 * caller's. Returns the run as it is now, or undefined where somebody else has it or it has ended.
 */
export function beginRun(
  db: Db,
  begin: { runId: string; at: number; lease: { owner: string; until: number } },
): typeof runs.$inferSelect | undefined {
  const { runId, at, lease } = begin
  return takeQueued(db).get({ runId, at, ...lease })
}

const takeQueued = prepared((db) =>
  db
    .update(runs)
    .set({
      status: 'running',
      epoch: sql`${runs.epoch} + 1`,
      attempts: sql`${runs.attempts} + 1`,
      startedAt: sql`coalesce(${runs.startedAt}, ${given('at')})`,
      leaseOwner: given('owner'),
      leaseUntil: given('until'),
    })
    .where(and(eq(runs.id, given('runId')), eq(runs.status, 'queued')))
    .returning()
    .prepare(),
)

/** A run in the hands of one agent: `epoch` is the hand-over that it was given with. */
export interface HeldRun {
  readonly runId: string
  readonly epoch: number
}

const held = (run: HeldRun) =>
  and(eq(runs.id, run.runId), eq(runs.epoch, run.epoch), inArray(runs.status, [...HELD]))

/** Says whether a run works or waits for the owner; false where this hand-over no longer holds it. */
export function updateRunStatus(db: Db, run: HeldRun, status: 'running' | 'waiting'): boolean {
  const { runId, epoch } = run
  return setHeldStatus(db).run({ runId, epoch, status }).changes > 0
}

const setHeldStatus = prepared((db) =>
  db
    .update(runs)
    .set({ status: given('status') })
    .where(and(eq(runs.id, given('runId')), eq(runs.epoch, given('epoch')), inArray(runs.status, [...HELD])))
    .prepare(),
)

/** Renews a lease until `until` (Unix milliseconds); false where this hand-over no longer holds the run. */
export function renewLease(db: Db, run: HeldRun, lease: { until: number; spentMs: number }): boolean {
  const fields = { leaseUntil: lease.until, spentMs: lease.spentMs }
  return db.update(runs).set(fields).where(held(run)).run().changes > 0
}

/**
 * Takes a run from an agent that is gone and puts it back into the queue; `died` counts against it.
 * False where this hand-over no longer holds it, so that two who take over are one.
 */
export function requeueRun(db: Db, run: HeldRun, loss: { died: boolean; spentMs: number }): boolean {
  const deaths = loss.died ? { deaths: sql`${runs.deaths} + 1` } : {}
  return (
    db
      .update(runs)
      .set({ status: 'queued', leaseOwner: null, leaseUntil: null, spentMs: loss.spentMs, ...deaths })
      .where(held(run))
      .run().changes > 0
  )
}

/**
 * Ends an open run and fences its agent by a new epoch; false where it had ended before, or where
 * `epoch` is given and it was handed over again since. Idempotent.
 */
export function endRun(
  db: Db,
  end: {
    runId: string
    epoch?: number | undefined
    status: RunEndStatus
    error: ErrorShape | null
    model: string | null
    endedAt: number
  },
): boolean {
  return setEnded(db).run({ ...end, epoch: end.epoch ?? null }).changes > 0
}

const setEnded = prepared((db) =>
  db
    .update(runs)
    .set({
      ...givenColumns(runs, ['status', 'error', 'model', 'endedAt']),
      epoch: sql`${runs.epoch} + 1`,
      leaseOwner: null,
      leaseUntil: null,
    })
    .where(
      and(
        eq(runs.id, given('runId')),
        inArray(runs.status, [...OPEN]),
        eq(runs.epoch, sql`coalesce(${given('epoch')}, ${runs.epoch})`),
      ),
    )
    .prepare(),
)
