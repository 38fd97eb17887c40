import type { Db } from '#db/client.ts'
import { listFailures, saveFailures } from '#db/queries/access/failures.ts'
import { spareWrite } from '#db/write-error.ts'
import type { Clock } from '../clock.ts'

/** Counts what went wrong in a sliding window; what is right is never held back by it. */
export interface FailureLimit {
  /** Milliseconds until the next attempt may fail again; 0 while there is room. */
  waitMs(): number
  add(): void
}

/** A limit for each kind of secret, so that guessing one holds nobody back who mistypes another. */
export interface FailureLimits {
  readonly token: FailureLimit
  readonly browser: FailureLimit
  readonly loginCode: FailureLimit
  /** Browsers that ask to be let in, and wrong secrets of theirs. */
  readonly pairing: FailureLimit
}

const WINDOW_MS = 60_000

/** All callers come from loopback, so an address tells nothing: one counter a kind, and restarts keep it. */
export function createFailureLimits(deps: { db: Db; clock: Clock }): FailureLimits {
  const limit = (kind: string, most = 10) => createFailures({ ...deps, kind, most, windowMs: WINDOW_MS })
  return {
    token: limit('token'),
    browser: limit('browser'),
    loginCode: limit('login-code'),
    pairing: limit('pairing', 20),
  }
}

/**
 * It slows guessing down; the secrets are 256 bits long and do not depend on it. On a disk that takes nothing it counts
 * all the same, until the next start.
 */
function createFailures(deps: {
  db: Db
  clock: Clock
  kind: string
  most: number
  windowMs: number
}): FailureLimit {
  const { db, clock, kind, most, windowMs } = deps
  const state = { times: listFailures(db, kind) }
  const forgetOld = (): void => {
    const now = clock.now()
    state.times = state.times.filter((time) => time > now - windowMs && time <= now)
  }
  return {
    waitMs() {
      forgetOld()
      const [oldest] = state.times
      return state.times.length < most || oldest === undefined ? 0 : oldest + windowMs - clock.now()
    },
    add() {
      forgetOld()
      state.times = [...state.times.slice(1 - most), clock.now()]
      spareWrite(() => saveFailures(db, kind, state.times))
    },
  }
}
