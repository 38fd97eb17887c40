/** Time as the gateway sees it: real in production, turned by hand in tests. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Calls back once after `ms`; the returned function cancels. Timers never keep the process alive. */
  after(ms: number, callback: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, 2 ** 31 - 1))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Midnight, by the machine's own calendar, of the day of `at` or of one so many days before it (Unix milliseconds). */
export function startOfDay(at: number, daysBefore = 0): number {
  const day = new Date(at)
  day.setHours(0, 0, 0, 0)
  // Not so many times 24 hours: where the clocks change a day has 23 or 25 of them.
  return day.setDate(day.getDate() - daysBefore)
}

/**
 * A named point where a test may stop the process. The product passes `noFailpoints`; only the crash
 * harness passes another one.
 */
export type Failpoint = (name: string) => void
export const noFailpoints: Failpoint = () => {}
