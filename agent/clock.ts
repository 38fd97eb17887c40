/** Time as the agent sees it: real in production, turned by hand in tests. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Calls back once after `ms`; the returned function cancels. Timers never keep the process alive. */
  after(ms: number, callback: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
