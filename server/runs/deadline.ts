import type { Clock } from '../clock.ts'

/** A clock that runs down only while it is not paused. */
export interface Deadline {
  pause(): void
  resume(): void
  stop(): void
}

/** Calls `onExpiry` once after `ms` of running time. Pausing twice is pausing once. */
export function startDeadline(options: { clock: Clock; ms: number; onExpiry: () => void }): Deadline {
  const { clock, onExpiry } = options
  let remaining = options.ms
  let startedAt = clock.now()
  let stopped = false
  let cancel: (() => void) | undefined = clock.after(remaining, onExpiry)

  function pause(): void {
    if (!cancel) return
    cancel()
    cancel = undefined
    remaining -= clock.now() - startedAt
  }
  return {
    pause,
    resume() {
      if (cancel || stopped) return
      startedAt = clock.now()
      cancel = clock.after(Math.max(0, remaining), onExpiry)
    },
    stop() {
      cancel?.()
      cancel = undefined
      stopped = true
    },
  }
}
