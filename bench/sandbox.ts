import { openBoxes, openEngine } from '#agent/sandbox/fixtures/engine.ts'
import type { Figure } from './figures.ts'

/** As a configuration without a word about it has them. */
const LIMITS = { memoryMb: 512, cpus: 1, processes: 128, openFiles: 1_024, diskMb: 1_024, tmpMb: 64 }
const AT_ONCE = 20
const STARTS = 7
const MB = 1024 * 1024

/** Tools in containers of the real engine: warm, at the first call, idle, and many at once. */
export async function measureSandbox(runs: number): Promise<Figure[]> {
  const engine = await openEngine()
  const house = await openBoxes(engine, { settings: { limits: LIMITS } })
  const waiting = await openBoxes(engine, { settings: { limits: LIMITS, spare: true } })
  try {
    await house.call('a', 'write', { path: 'a.txt', content: 'hello\n'.repeat(100) })
    const read = await repeat(runs, () => house.call('a', 'read', { path: 'a.txt' }))
    const exec = await repeat(runs, () => house.call('a', 'exec', { argv: ['true'] }))
    const first = await repeat(STARTS, (turn) => house.shell(`cold-${turn}`, 'true'))
    const spare: number[] = []
    for (let turn = 0; turn < STARTS; turn++) {
      await waiting.boxes.warm()
      spare.push(...(await repeat(1, () => waiting.shell(`warm-${turn}`, 'true'))))
    }
    const idle = (await house.boxes.list()).flatMap(({ memoryBytes }) =>
      memoryBytes === null ? [] : memoryBytes / MB,
    )
    const crowd = performance.now()
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, turn) => house.shell(`crowd-${turn}`, 'echo in')),
    )
    const together = performance.now() - crowd
    const working = answers.filter((answer) => answer === 'in\n').length
    return [
      { ...figureOf('`read` in a warm box', 'ms', read), goal: 3 },
      { ...figureOf('`exec true` in a warm box', 'ms', exec), goal: 6 },
      { ...figureOf('first tool of a conversation, with the spare', 'ms', spare), goal: 100 },
      { ...figureOf('first tool of a conversation, without', 'ms', first), goal: 800 },
      { ...figureOf('an idle box, by its cgroup', 'MB', idle), goal: 30 },
      { ...figureOf(`boxes missing of ${AT_ONCE} begun at once`, '', [AT_ONCE - working]), goal: 0 },
      { ...figureOf(`each of ${AT_ONCE} begun at once`, 'ms', [together / AT_ONCE]), goal: 800 },
    ]
  } finally {
    await house.close()
    await waiting.close()
  }
}

const figureOf = (name: string, unit: Figure['unit'], samples: readonly number[]) => ({
  name: `sandbox: ${name}`,
  unit,
  samples,
})

async function repeat(runs: number, work: (turn: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let turn = 0; turn < runs; turn++) {
    const begun = performance.now()
    await work(turn)
    times.push(performance.now() - begun)
  }
  return times
}
