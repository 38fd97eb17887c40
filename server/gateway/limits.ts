import type { Clock } from '../clock.ts'

/** Sockets that have not said hello yet, all together. */
export const WAITING_SOCKETS = 32
export const OPEN_SOCKETS = 512
export const SUBSCRIPTIONS = 64
export const REQUESTS_PER_SECOND = 100
/** Frames of any kind, pings included, that a client may send in a burst and per second. */
export const FRAMES_PER_SECOND = 400
/** Requests of one connection that may be unanswered at once. */
export const OPEN_REQUESTS = 256
/** Bytes that may wait for a reader of events before the connection is given up. */
export const UNREAD_BYTES = 4 * 1024 * 1024
export const PING_EVERY_MS = 30_000
/** Deepest nesting of a frame; ours need fewer than ten levels, tool inputs some more. */
export const JSON_DEPTH = 64

export interface Bucket {
  /** 0 where the caller may go on, else the milliseconds to wait. */
  take(): number
}

/** A token bucket that holds one second's worth. */
export function createBucket(clock: Clock, perSecond: number): Bucket {
  const state = { tokens: perSecond, at: clock.now() }
  return {
    take() {
      const now = clock.now()
      const elapsed = Math.max(0, now - state.at)
      state.tokens = Math.min(perSecond, state.tokens + (elapsed * perSecond) / 1000)
      state.at = now
      if (state.tokens < 1) return Math.ceil(((1 - state.tokens) * 1000) / perSecond)
      state.tokens -= 1
      return 0
    },
  }
}
