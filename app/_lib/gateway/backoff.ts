/** Milliseconds to wait before attempt `attempt` (from 0): 800 ms, doubling to 15 s, up to a fifth off at random. */
export function backoffDelay(attempt: number, random: () => number): number {
  const full = Math.min(800 * 2 ** attempt, 15_000)
  return Math.round(full * (1 - 0.2 * random()))
}
