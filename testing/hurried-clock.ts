interface Timer {
  readonly at: number
  readonly callback: () => void
  handle?: NodeJS.Timeout
}

/** Longest time of one of Node's timers, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1

/** The true time, which can be hurried: what was to happen within `ms` happens now. */
export function createHurriedClock() {
  const timers = new Set<Timer>()
  let ahead = 0
  const now = (): number => Date.now() + ahead

  function end(timer: Timer): void {
    timers.delete(timer)
    clearTimeout(timer.handle)
  }

  function begin(timer: Timer): void {
    clearTimeout(timer.handle)
    const wait = Math.min(Math.max(0, timer.at - now()), LONGEST_MS)
    timer.handle = setTimeout(() => {
      timers.delete(timer)
      timer.callback()
    }, wait).unref()
  }

  return {
    now,
    after(ms: number, callback: () => void): () => void {
      const timer: Timer = { at: now() + ms, callback }
      timers.add(timer)
      begin(timer)
      return () => end(timer)
    },
    hurry(ms: number): void {
      ahead += ms
      for (const timer of timers) begin(timer)
    },
  }
}
