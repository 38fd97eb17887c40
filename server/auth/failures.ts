import type { Clock } from '../clock.ts'

/** Counts what went wrong in a sliding window; what is right is never held back by it. */
export interface FailureLimit {
  /** Milliseconds until the next attempt may fail again; 0 while there is room. */
  waitMs(): number
  add(): void
}

/**
 * One counter for the whole gateway: all callers come from loopback, so an address tells nothing. It
 * slows guessing down; the secrets are 256 bits long and do not depend on it.
 */
export function createFailures(deps: { clock: Clock; most: number; windowMs: number }): FailureLimit {
  const { clock, most, windowMs } = deps
  const times: number[] = []
  const forgetOld = (): void => {
    const now = clock.now()
    while (times[0] !== undefined && (times[0] <= now - windowMs || times[0] > now)) times.shift()
  }
  return {
    waitMs() {
      forgetOld()
      const oldest = times[0]
      return times.length < most || oldest === undefined ? 0 : oldest + windowMs - clock.now()
    },
    add() {
      forgetOld()
      if (times.length >= most) times.shift()
      times.push(clock.now())
    },
  }
}
