import { FRAME_LIMIT, FRAME_LIMIT_BEFORE_HELLO, HELLO_TIMEOUT_MS } from '#protocol/frames.ts'
import type { Clock } from '../clock.ts'

/** What one client, and all of them together, may cost the gateway. */
export const LIMITS = {
  /** A client that has not said hello by then is closed. */
  helloMs: HELLO_TIMEOUT_MS,
  frameBytesBeforeHello: FRAME_LIMIT_BEFORE_HELLO,
  frameBytes: FRAME_LIMIT,
  /** Sockets that have not said hello yet and came without a credential, all together. */
  waitingSockets: 32,
  /** Room for a thousand clients and a thousand more; each costs some tens of kilobytes. */
  openSockets: 2_048,
  subscriptions: 64,
  requestsPerSecond: 100,
  /** Frames of any kind, pings included, that a client may send in a burst and per second. */
  framesPerSecond: 400,
  /** Requests of one connection that may be unanswered at once. */
  openRequests: 256,
  /** Pieces that one message may come in. Browsers cut at 128 KiB, so 64 would do for the largest. */
  fragments: 1_024,
  /** Deepest nesting of a frame; ours need fewer than ten levels, tool inputs some more. */
  jsonDepth: 64,
  /** Bytes that may wait for a reader before it loses the pieces of an answer and gets a snapshot later. */
  unreadPieceBytes: 256 * 1024,
  /** Bytes that may wait for a reader before the connection is given up. */
  unreadBytes: 4 * 1024 * 1024,
  /** How long a reader that has lost pieces may take nothing at all. */
  stalledMs: 10_000,
  pingMs: 30_000,
} as const

export type Limits = Readonly<Record<keyof typeof LIMITS, number>>

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
