import { AppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'

/** Bodies that are read at once: what strangers can make the gateway hold is bounded by it. */
const MOST_AT_ONCE = 32
/** For so many milliseconds a body keeps its place, whoever comes: of an honest sender it is here by then. */
const KEPT_MS = 250
const BUSY_RETRY_MS = 10_000

/** Reads a body as soon as it has a place. Rejects with `too_many` where there is none, or its own was taken. */
export type ReadInPlace = (read: (cut: AbortSignal) => Promise<Buffer>) => Promise<Buffer>

/**
 * Places for bodies that are read. Where all are taken, the body that has been read longest makes room: whoever sends
 * slowly holds back nobody, also where it is not known yet who he is.
 */
export function createPlaces(clock: Pick<Clock, 'now'>): ReadInPlace {
  /** Since when, the longest first. */
  const taken = new Map<AbortController, number>()

  function makeRoom(): void {
    const [longest] = taken
    if (!longest || Math.abs(clock.now() - longest[1]) < KEPT_MS) throw busy()
    taken.delete(longest[0])
    longest[0].abort(busy())
  }

  return async (read) => {
    if (taken.size >= MOST_AT_ONCE) makeRoom()
    const place = new AbortController()
    taken.set(place, clock.now())
    try {
      return await read(place.signal)
    } finally {
      taken.delete(place)
    }
  }
}

const busy = (): AppError =>
  new AppError('too_many', 'Too many deliveries at once. Send this one again later.', {
    retryAfterMs: BUSY_RETRY_MS,
  })
