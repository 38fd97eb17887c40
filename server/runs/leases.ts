import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { renewLease } from '#db/queries/runs/held.ts'
import type { Agent } from '../agents/pool.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { LiveRun, LiveRuns } from './live.ts'

/** How long a lease lasts, and how often it is renewed, in milliseconds. */
const LEASE_MS = 30_000
const RENEW_MS = 10_000
/** Renewals that a run may miss before its agent is taken to have forgotten it: one lease. */
const MISSED_LIMIT = LEASE_MS / RENEW_MS

/** The leases of the runs that this gateway start owns. */
export interface Leases {
  /** A lease from now on. */
  grant(): { owner: string; until: number }
  /** An agent named the runs that it works at. */
  named(agent: Agent, runIds: readonly string[]): void
  /** There is a live run: keeps its lease as long as there is one. No timer runs while nothing runs. */
  watch(): void
}

/**
 * Renews the lease of each run while its agent names it. Misses are counted and not time, so that a
 * machine that slept for hours loses nothing. `onForgotten`: the agent lives and no longer knows the run;
 * `onFenced`: somebody else has taken the run over.
 */
export function createLeases(deps: {
  db: Db
  clock: Clock
  live: LiveRuns
  log: Log
  onForgotten: (run: LiveRun) => void
  onFenced: (run: LiveRun) => void
}): Leases {
  const { db, clock, live, log } = deps
  const owner = randomUUID()
  const missed = new WeakMap<LiveRun, number>()
  let isWatching = false

  function look(run: LiveRun): void {
    const misses = missed.get(run) ?? 0
    missed.set(run, misses + 1)
    if (misses > MISSED_LIMIT) deps.onForgotten(run)
    if (misses > 0) return
    const spentMs = run.deadline.spent()
    const isOurs = renewLease(db, run, { until: clock.now() + LEASE_MS, spentMs })
    if (!isOurs) deps.onFenced(run)
  }

  function sweep(): void {
    isWatching = false
    for (const run of live.all()) {
      try {
        look(run)
      } catch (error) {
        log.error('A lease could not be renewed.', { runId: run.runId, error })
      }
    }
    watch()
  }

  function watch(): void {
    if (isWatching || live.all().length === 0) return
    isWatching = true
    clock.after(RENEW_MS, sweep)
  }

  return {
    grant: () => ({ owner, until: clock.now() + LEASE_MS }),
    named(agent, runIds) {
      for (const run of live.ofAgent(agent)) if (runIds.includes(run.runId)) missed.set(run, 0)
    },
    watch,
  }
}
