/** How many runs one agent process works at side by side; those that wait for the owner do not count. */
export const RUNS_PER_AGENT = 16

/** Places for runs, given out in the order in which they were asked for. */
export interface Slots {
  /** Resolves with the way to give the place back, or with undefined once the signal is aborted. */
  take(signal: AbortSignal): Promise<(() => void) | undefined>
  /** Looks again: a place may have become free. */
  look(): void
}

/** `limit` is asked each time; `idle` counts the taken places whose run only waits. */
export function createSlots(deps: { limit: () => number; idle: () => number }): Slots {
  const waiting: Array<() => void> = []
  let taken = 0

  function look(): void {
    while (waiting.length > 0 && taken - deps.idle() < deps.limit()) {
      taken += 1
      waiting.shift()?.()
    }
  }

  function giveBack(): () => void {
    let isBack = false
    return () => {
      if (isBack) return
      isBack = true
      taken -= 1
      look()
    }
  }

  return {
    look,
    take(signal) {
      if (signal.aborted) return Promise.resolve(undefined)
      return new Promise((resolve) => {
        const start = () => {
          signal.removeEventListener('abort', leave)
          resolve(giveBack())
        }
        const leave = () => {
          waiting.splice(waiting.indexOf(start), 1)
          resolve(undefined)
        }
        signal.addEventListener('abort', leave, { once: true })
        waiting.push(start)
        look()
      })
    },
  }
}
