import type { Clock } from '../../clock.ts'
import type { Disk } from './disk.ts'

/** What the watch keeps an eye on. */
export interface Watched {
  readonly volume: string
  readonly limitBytes: number
  /** Whether anything can be under way in there. */
  busy(): boolean
}

/** How often the free space is looked at, in milliseconds. */
const LOOK_MS = 400
/**
 * A volume is measured when the disk lost what it has left, and at least this often while it works: what others free
 * meanwhile hides what it takes. Many files take long to count; that takes half of the time at most.
 */
const MEASURE_MS = 1_500

/**
 * Tells of boxes that hold more than they may, and of a disk that gets full, within 2 seconds. Looking at the
 * free space costs nothing, so that volumes are measured only when they may have grown that far.
 */
export function startDiskWatch<Box extends Watched>(options: {
  disk: Disk
  clock: Clock
  floorBytes: () => number
  boxes: () => readonly Box[]
  onFull: (box: Box, reason: string) => void
}): { stop(): void } {
  const { disk, clock, boxes, onFull } = options
  const known = new Map<
    string,
    { bytes: number; freeThen: number; at: number; tookMs: number; measuring: boolean }
  >()
  let cancel = clock.after(LOOK_MS, look)

  function look(): void {
    const free = disk.free()
    const running = boxes()
    for (const volume of known.keys()) {
      if (!running.some((box) => box.volume === volume)) known.delete(volume)
    }
    if (free !== undefined && free < options.floorBytes()) {
      for (const box of running.filter((each) => each.busy()))
        onFull(box, 'the disk of this machine is nearly full')
    }
    for (const box of running) if (mayBeFull(box, free)) void measure(box, free)
    cancel = clock.after(LOOK_MS, look)
  }

  function mayBeFull(box: Box, free: number | undefined): boolean {
    const last = known.get(box.volume)
    if (!last) return true
    if (last.measuring) return false
    const age = clock.now() - last.at
    if (box.busy() && age >= Math.max(MEASURE_MS, last.tookMs)) return true
    return free !== undefined && last.bytes + (last.freeThen - free) > box.limitBytes
  }

  async function measure(box: Box, free = 0): Promise<void> {
    const begun = clock.now()
    const before = known.get(box.volume)?.bytes ?? 0
    known.set(box.volume, { bytes: before, freeThen: free, at: begun, tookMs: 0, measuring: true })
    const bytes = (await disk.measure(box.volume)) ?? 0
    const at = clock.now()
    known.set(box.volume, { bytes, freeThen: free, at, tookMs: at - begun, measuring: false })
    if (bytes > box.limitBytes)
      onFull(box, `its files take more than the ${megabytes(box.limitBytes)} MB they may`)
  }

  return { stop: () => cancel() }
}

export const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024)
