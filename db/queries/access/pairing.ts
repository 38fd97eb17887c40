import { and, asc, count, desc, eq, gt, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { Scope } from '#protocol/access/principal.ts'
import type { Db } from '../../client.ts'
import { pairingFailures, pairingRequests } from '../../schema/access/pairing.ts'

export type PairingRequest = typeof pairingRequests.$inferSelect
export type PairingFailure = typeof pairingFailures.$inferSelect

/** When it is, in Unix milliseconds. What was made after `latestCreation` is dead: the clock was set back. */
export interface Moment {
  readonly now: number
  readonly latestCreation: number
}

/** Adds a request that waits. Throws where a live one has the same code. Times are Unix milliseconds. */
export function createPairingRequest(
  db: Db,
  request: Omit<PairingRequest, 'state' | 'scopes' | 'decidedAt' | 'claimedAt'>,
): void {
  db.insert(pairingRequests)
    .values({ ...request, state: 'pending' })
    .run()
}

/** The request with this id, whatever became of it, or undefined. */
export function findPairingRequest(db: Db, id: string): PairingRequest | undefined {
  return db.select().from(pairingRequests).where(eq(pairingRequests.id, id)).get()
}

/** Every request that had this code, the one that waits first, then the newest. */
export function listPairingCodes(db: Db, code: string): PairingRequest[] {
  return db
    .select()
    .from(pairingRequests)
    .where(eq(pairingRequests.code, code))
    .orderBy(desc(eq(pairingRequests.state, 'pending')), desc(pairingRequests.createdAt))
    .all()
}

/** The last request of a sender whose hour is not over, decided or not; undefined where there is none. */
export function findRecentRequest(
  db: Db,
  sender: { channel: string; account: string; senderId: string },
  at: Moment,
): PairingRequest | undefined {
  const isSender = and(
    eq(pairingRequests.channel, sender.channel),
    eq(pairingRequests.account, sender.account),
    eq(pairingRequests.senderId, sender.senderId),
  )
  return db
    .select()
    .from(pairingRequests)
    .where(and(isSender, isTimely(at)))
    .orderBy(desc(pairingRequests.createdAt))
    .limit(1)
    .get()
}

/** The requests that wait, oldest first. */
export function listPendingRequests(db: Db): PairingRequest[] {
  return db
    .select()
    .from(pairingRequests)
    .where(eq(pairingRequests.state, 'pending'))
    .orderBy(asc(pairingRequests.createdAt), asc(sql`rowid`))
    .all()
}

/** How many requests wait, of one channel account or of all. */
export function countPendingRequests(db: Db, of?: { channel: string; account: string }): number {
  const at = of && and(eq(pairingRequests.channel, of.channel), eq(pairingRequests.account, of.account))
  const pending = and(eq(pairingRequests.state, 'pending'), at)
  return db.select({ total: count() }).from(pairingRequests).where(pending).get()?.total ?? 0
}

/**
 * Decides about a request that waits and whose hour is not over, in one statement: it is given to exactly
 * one caller, and to nobody after that.
 */
export function decidePairingRequest(
  db: Db,
  decision: { id: string; state: 'approved' | 'rejected'; scopes: Scope[] | null; at: Moment },
): PairingRequest | undefined {
  const { id, state, scopes, at } = decision
  return db
    .update(pairingRequests)
    .set({ state, scopes, decidedAt: at.now })
    .where(and(eq(pairingRequests.id, id), eq(pairingRequests.state, 'pending'), isTimely(at)))
    .returning()
    .get()
}

/** Ends one request that waits, whatever the clock says now; false where it does not wait. Idempotent. */
export function expirePairingRequest(db: Db, id: string): boolean {
  const pending = and(eq(pairingRequests.id, id), eq(pairingRequests.state, 'pending'))
  return db.update(pairingRequests).set({ state: 'expired' }).where(pending).run().changes > 0
}

/** Ends every request whose hour is over, for good, and says how many those were. Idempotent. */
export function expirePairingRequests(db: Db, { now, latestCreation }: Moment): number {
  const isLate = or(lte(pairingRequests.expiresAt, now), gt(pairingRequests.createdAt, latestCreation))
  const late = and(eq(pairingRequests.state, 'pending'), isLate)
  return db.update(pairingRequests).set({ state: 'expired' }).where(late).run().changes
}

/**
 * Uses up the approval of a browser, in one statement: true for exactly one caller, and only where it was
 * decided after `decidedAfter` and not later than `latestDecision` (Unix milliseconds).
 */
export function claimPairingRequest(
  db: Db,
  claim: { id: string; now: number; decidedAfter: number; latestDecision: number },
): boolean {
  const isOpen = and(
    eq(pairingRequests.id, claim.id),
    eq(pairingRequests.kind, 'browser'),
    eq(pairingRequests.state, 'approved'),
    isNull(pairingRequests.claimedAt),
    gt(pairingRequests.decidedAt, claim.decidedAfter),
    lte(pairingRequests.decidedAt, claim.latestDecision),
  )
  return db.update(pairingRequests).set({ claimedAt: claim.now }).where(isOpen).run().changes === 1
}

/** Forgets the requests that were made before `before` (Unix milliseconds) and wait no more. Returns how many. */
export function deletePairingRequests(db: Db, before: number): number {
  const old = lt(pairingRequests.createdAt, before)
  const decided = or(
    eq(pairingRequests.state, 'approved'),
    eq(pairingRequests.state, 'rejected'),
    eq(pairingRequests.state, 'expired'),
  )
  return db.delete(pairingRequests).where(and(old, decided)).run().changes
}

/** The wrong codes that a credential typed, or undefined: none. */
export function findPairingFailure(db: Db, credentialId: string): PairingFailure | undefined {
  return db.select().from(pairingFailures).where(eq(pairingFailures.credentialId, credentialId)).get()
}

/** Keeps how many wrong codes a credential typed, and when the last one. */
export function savePairingFailure(db: Db, failure: PairingFailure): void {
  const { count: total, lastAt } = failure
  db.insert(pairingFailures)
    .values(failure)
    .onConflictDoUpdate({ target: pairingFailures.credentialId, set: { count: total, lastAt } })
    .run()
}

/** Forgets the wrong codes of one credential. Idempotent. */
export function deletePairingFailure(db: Db, credentialId: string): void {
  db.delete(pairingFailures).where(eq(pairingFailures.credentialId, credentialId)).run()
}

const isTimely = ({ now, latestCreation }: Moment) =>
  and(gt(pairingRequests.expiresAt, now), lte(pairingRequests.createdAt, latestCreation))
