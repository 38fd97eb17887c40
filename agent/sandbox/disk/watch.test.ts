import { expect, it } from 'vitest'
import { createManualClock } from '#testing/manual-clock.ts'
import { startDiskWatch } from './watch.ts'

const MB = 1024 * 1024
const LIMIT = 1_000 * MB
const STEP_MS = 100

interface Scene {
  /** What a box writes, and what others free meanwhile, in bytes a second. */
  readonly writes: number
  readonly freed?: number
  /** The engine's disk is not this machine's. */
  readonly isElsewhere?: boolean
  /** What counting its files takes. */
  readonly measureMs?: number
  readonly floor?: number
}

/** Milliseconds from the moment when a box passed its limit until it was told of, and the words for it. */
async function watchOne({ writes, freed = 0, isElsewhere = false, measureMs = 0, floor = 0 }: Scene) {
  const clock = createManualClock()
  const told: string[] = []
  let bytes = 0
  let free = 100_000 * MB
  let passedAt: number | undefined
  const measure = async (): Promise<number> => {
    if (measureMs > 0) await new Promise<void>((resolve) => void clock.after(measureMs, resolve))
    return bytes
  }
  const watch = startDiskWatch({
    disk: { free: () => (isElsewhere ? undefined : free), measure },
    clock,
    floorBytes: () => floor,
    boxes: () => [{ volume: 'a', limitBytes: LIMIT, busy: () => true }],
    onFull: (_box, reason) => void told.push(reason),
  })
  const begun = clock.now()
  while (told.length === 0 && clock.now() - begun < 60_000) {
    const second = STEP_MS / 1_000
    bytes += writes * second
    free += (freed - writes) * second
    if (bytes > LIMIT || free < floor) passedAt ??= clock.now()
    clock.advance(STEP_MS)
    await new Promise((resolve) => setImmediate(resolve))
  }
  watch.stop()
  return { afterMs: passedAt === undefined ? Number.NaN : clock.now() - passedAt, reason: told[0] }
}

it.each<[string, Scene]>([
  ['at once', { writes: 20_000 * MB }],
  ['fast', { writes: 500 * MB }],
  ['slowly', { writes: 20 * MB }],
  ['while others free as much', { writes: 200 * MB, freed: 200 * MB }],
  ['while others free more', { writes: 50 * MB, freed: 500 * MB }],
  ['on the disk of another machine', { writes: 200 * MB, isElsewhere: true }],
  ['with so many files that counting them takes a while', { writes: 200 * MB, measureMs: 300 }],
])('G8: a box that fills its disk %s is told of within two seconds', async (_, scene) => {
  const { afterMs, reason } = await watchOne(scene)
  expect(reason).toBe('its files take more than the 1000 MB they may')
  expect(afterMs).toBeLessThanOrEqual(2_000)
})

it('G8: so is one that takes what must stay free on the disk', async () => {
  const { afterMs, reason } = await watchOne({ writes: 90 * MB, freed: 0, floor: 99_500 * MB })
  expect(reason).toBe('the disk of this machine is nearly full')
  expect(afterMs).toBeLessThanOrEqual(2_000)
})
