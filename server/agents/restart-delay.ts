/** Waits between restarts, in milliseconds: doubling from the first to the longest. */
const FIRST_MS = 100
const LONGEST_MS = 30_000
/** More deaths than this within a minute open the circuit: every restart waits the longest time. */
const DEATHS_A_MINUTE = 5
const MINUTE_MS = 60_000

/** How long to wait before an agent is started again, given when its forerunners died (Unix milliseconds). */
export function restartDelay(deaths: readonly number[], now: number): { ms: number; open: boolean } {
  const recent = deaths.filter((at) => now - at < MINUTE_MS).length
  if (recent > DEATHS_A_MINUTE) return { ms: LONGEST_MS, open: true }
  return { ms: Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, recent - 1)), open: false }
}
