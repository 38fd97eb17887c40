import type { Clock } from '../clock.ts'

/** A clock that runs down only while it is not paused. */
export interface Deadline {
  pause(): void
  resume(): void
  stop(): void
  /** Milliseconds that have run down, those of earlier hand-overs included. */
  spent(): number
}

/** So much runs down at once: hours in which the machine slept, or by which its clock was set, cost no more than that. */
const TICK_MS = 60_000

/** Calls `onExpiry` once after `ms` of running time, of which `spentMs` are over. Pausing twice is pausing once. */
export function startDeadline(options: {
  clock: Clock
  ms: number
  spentMs?: number
  onExpiry: () => void
}): Deadline {
  const { clock, onExpiry } = options
  /** Before the tick that is running. */
  let remaining = Math.max(0, options.ms - (options.spentMs ?? 0))
  let tick: { from: number; ms: number; cancel: () => void } | undefined
  let isOver = false

  function run(): void {
    const ms = Math.min(remaining, TICK_MS)
    const cancel = clock.after(ms, () => {
      tick = undefined
      remaining -= ms
      if (remaining > 0) return run()
      isOver = true
      onExpiry()
    })
    tick = { from: clock.now(), ms, cancel }
  }

  const elapsed = (): number => (tick ? Math.min(tick.ms, Math.max(0, clock.now() - tick.from)) : 0)

  function pause(): void {
    remaining -= elapsed()
    tick?.cancel()
    tick = undefined
  }

  run()
  return {
    pause,
    resume() {
      if (!tick && !isOver) run()
    },
    spent: () => Math.round(options.ms - remaining + elapsed()),
    stop() {
      pause()
      isOver = true
    },
  }
}
