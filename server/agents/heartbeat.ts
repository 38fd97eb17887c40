import type { Clock } from '../clock.ts'

const MISSED_LIMIT = 3

/**
 * Calls `onSilence` once when three intervals in a row pass without a sign of life. It counts intervals
 * and not time, so that a machine that slept for hours costs one of them.
 */
export function watchHeartbeat(options: { clock: Clock; intervalMs: number; onSilence: () => void }): {
  seen(): void
  stop(): void
} {
  const { clock, intervalMs, onSilence } = options
  let missed = 0
  let cancel = clock.after(intervalMs, check)

  function check(): void {
    missed += 1
    if (missed > MISSED_LIMIT) onSilence()
    else cancel = clock.after(intervalMs, check)
  }

  return {
    seen: () => {
      missed = 0
    },
    stop: () => cancel(),
  }
}
