import type { Db } from '#db/client.ts'
import { deletePairingFailure, findPairingFailure, savePairingFailure } from '#db/queries/access/pairing.ts'
import type { Clock } from '../clock.ts'

const MOST = 5
const DELAY_MS = 10 * 60 * 1000
/** Slips of the finger are forgotten after as long as a code lives. */
const MEMORY_MS = 60 * 60 * 1000

export interface TypedCodes {
  /** Milliseconds until this credential may type a code again; 0 where it may now. */
  waitMs(credentialId: string): number
  missed(credentialId: string): void
  hit(credentialId: string): void
}

/**
 * Five wrong codes delay the credential that typed them for ten minutes, also over a restart, and nobody
 * else. `exempt` names the one that is never delayed: the owner's own, on this machine.
 */
export function createTypedCodes(deps: { db: Db; clock: Clock; exempt: string }): TypedCodes {
  const { db, clock, exempt } = deps

  /** A clock that was set back must neither free somebody nor hold him for longer than the delay. */
  const sinceLast = (lastAt: number): number => Math.max(0, clock.now() - lastAt)

  return {
    waitMs(credentialId) {
      const failure = findPairingFailure(db, credentialId)
      if (!failure || failure.count < MOST) return 0
      const left = DELAY_MS - sinceLast(failure.lastAt)
      if (left <= 0) deletePairingFailure(db, credentialId)
      // Counted from now on, where the clock was set back behind it.
      else if (failure.lastAt > clock.now()) savePairingFailure(db, { ...failure, lastAt: clock.now() })
      return Math.max(0, left)
    },
    missed(credentialId) {
      if (credentialId === exempt) return
      const failure = findPairingFailure(db, credentialId)
      const earlier = failure && sinceLast(failure.lastAt) < MEMORY_MS ? failure.count : 0
      savePairingFailure(db, { credentialId, count: earlier + 1, lastAt: clock.now() })
    },
    hit: (credentialId) => deletePairingFailure(db, credentialId),
  }
}
