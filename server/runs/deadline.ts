import type { Clock } from '../clock.ts'

/** A clock that runs down only while it is not paused. */
export interface Deadline {
  pause(): void
  resume(): void
  stop(): void
  /** Milliseconds that have run down, those of earlier hand-overs included. */
  spent(): number
}

/** Calls `onExpiry` once after `ms` of running time, of which `spentMs` are over. Pausing twice is pausing once. */
export function startDeadline(options: {
  clock: Clock
  ms: number
  spentMs?: number
  onExpiry: () => void
}): Deadline {
  const { clock, onExpiry } = options
  let remaining = Math.max(0, options.ms - (options.spentMs ?? 0))
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
    spent: () => Math.round(options.ms - remaining + (cancel ? Math.max(0, clock.now() - startedAt) : 0)),
    stop() {
      cancel?.()
      cancel = undefined
      stopped = true
    },
  }
}
