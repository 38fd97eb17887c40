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

/**
 * A named point where a test may stop the process. The product passes `noFailpoints`; only the crash
 * harness passes another one.
 */
export type Failpoint = (name: string) => void
export const noFailpoints: Failpoint = () => {}
