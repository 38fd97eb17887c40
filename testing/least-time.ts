/**
 * The least of at most `tries` measured times, in milliseconds; the first one under `withinMs` is enough. A busy
 * machine makes some of them late, while what is slow is slow each time.
 */
export async function leastTime(
  withinMs: number,
  measure: () => Promise<number>,
  tries = 5,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let left = tries; left > 0 && least >= withinMs; left -= 1) least = Math.min(least, await measure())
  return least
}

/** How long `act` kept the processor busy in this thread, in milliseconds: other work of the machine does not count. */
export function processorTime(act: () => unknown): number {
  const before = process.threadCpuUsage()
  act()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}
