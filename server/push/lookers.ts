import type { Clock } from '../clock.ts'

/** Which browsers somebody looks at. */
export interface Lookers {
  set(credentialId: string, isLooking: boolean): void
  has(credentialId: string): boolean
  /** Calls back, once, where it turns out that the browser had gone away while it was believed to look. */
  unlessSeen(credentialId: string, callback: () => void): void
}

/** For how long a browser's word counts, in milliseconds: the panel gives it again every 20 seconds. */
const WORD_MS = 30_000

/**
 * A device that is put away says so. One that lost its network can't: what it was not told of while its last word
 * counted comes afterwards.
 */
export function createLookers(clock: Clock): Lookers {
  const until = new Map<string, number>()
  return {
    set(credentialId, isLooking) {
      if (isLooking) until.set(credentialId, clock.now() + WORD_MS)
      else until.delete(credentialId)
    },
    has: (credentialId) => (until.get(credentialId) ?? 0) > clock.now(),
    unlessSeen(credentialId, callback) {
      const end = until.get(credentialId) ?? 0
      clock.after(Math.max(0, end - clock.now()), () => {
        // Renewed, or taken back by the browser itself: it was there.
        if (until.get(credentialId) !== end) return
        until.delete(credentialId)
        callback()
      })
    },
  }
}
