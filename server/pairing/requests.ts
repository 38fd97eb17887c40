import { randomInt } from 'node:crypto'
import type { Db } from '#db/client.ts'
import {
  countPendingRequests,
  createPairingRequest,
  deletePairingRequests,
  expirePairingRequest,
  expirePairingRequests,
  listPairingCodes,
  listPendingRequests,
  type Moment,
  type PairingRequest,
} from '#db/queries/access/pairing.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'

const LIFETIME_MS = 60 * 60 * 1000
/** How far the clock may go back before the requests made earlier are dead. */
const CLOCK_SLACK_MS = 60 * 1000
/** Most who wait at one channel account. */
export const QUEUE_LIMIT = 3
/** Pause before an end that could not be written is tried again. */
const RETRY_MS = 60 * 1000
/** How long it is known that a code was used or ran out, so that the owner can be told which. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000

type NewRequest = Omit<
  PairingRequest,
  'code' | 'state' | 'scopes' | 'createdAt' | 'expiresAt' | 'decidedAt' | 'claimedAt'
>

export interface Requests {
  /** Now, by which a request is in time or not. */
  moment(): Moment
  /** Notes a request with a new code; undefined where the queue of its channel account is full. */
  open(tx: Db, request: NewRequest): { code: string; expiresAt: number } | undefined
  /** Those who wait; what is late has ended by then, for good. */
  list(): PairingRequest[]
  /** Ends what is late, for good, in the caller's transaction or without one. */
  sweep(tx: Db): void
  /** Tells everybody that the queue is another one, once the open transaction is over. */
  announce(): void
  stop(): void
}

/**
 * The queue of those who want in. A request ends after an hour by the clock on the wall and by a timer,
 * whichever is first; what has ended never waits again, whatever the clock says later.
 */
export function createRequests(deps: { db: Db; clock: Clock; events: Events }): Requests {
  const { db, clock, events } = deps
  const timers = new Map<string, () => void>()

  const moment = (): Moment => {
    const now = clock.now()
    return { now, latestCreation: now + CLOCK_SLACK_MS }
  }

  // Transactions are synchronous, so that a microtask runs after the commit.
  const announce = (): void =>
    queueMicrotask(() => events.system({ type: 'pairing', pending: countPendingRequests(db) }))

  function endAfter(id: string, ms: number): void {
    const cancel = clock.after(ms, () => {
      timers.delete(id)
      try {
        if (expirePairingRequest(db, id)) announce()
      } catch {
        // A disk that takes nothing now may do so later; meanwhile the clock on the wall refuses it.
        endAfter(id, RETRY_MS)
      }
    })
    timers.set(id, cancel)
  }

  function sweep(tx: Db): void {
    if (expirePairingRequests(tx, moment()) > 0) announce()
  }

  function list(): PairingRequest[] {
    sweep(db)
    return listPendingRequests(db)
  }

  for (const { id, expiresAt } of list()) endAfter(id, Math.max(0, expiresAt - clock.now()))

  return {
    moment,
    list,
    sweep,
    announce,
    open(tx, request) {
      sweep(tx)
      if (countPendingRequests(tx, request) >= QUEUE_LIMIT) return undefined
      const createdAt = clock.now()
      const expiresAt = createdAt + LIFETIME_MS
      deletePairingRequests(tx, createdAt - KEPT_MS)
      const code = pickCode(tx)
      createPairingRequest(tx, { ...request, code, createdAt, expiresAt })
      endAfter(request.id, LIFETIME_MS)
      announce()
      return { code, expiresAt }
    },
    stop() {
      for (const cancel of timers.values()) cancel()
      timers.clear()
    },
  }
}

/** Six digits that no request which waits has. */
function pickCode(tx: Db): string {
  for (;;) {
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    if (!listPairingCodes(tx, code).some(({ state }) => state === 'pending')) return code
  }
}
