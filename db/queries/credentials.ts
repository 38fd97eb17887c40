import { and, eq, gt, isNull, lt, lte, or } from 'drizzle-orm'
import type { Role, Scope } from '#protocol/principal.ts'
import type { Db } from '../client.ts'
import { credentials, loginCodes } from '../schema/credentials.ts'

export type CredentialRow = typeof credentials.$inferSelect

/** Adds a credential. Secrets come as SHA-256 in hexadecimal; throws where the same secret exists already. */
export function createCredential(
  db: Db,
  row: {
    id: string
    kind: 'browser' | 'token'
    name: string
    secretHash: string
    keyHash: string | null
    role: Role
    scopes: Scope[]
    createdAt: number
    expiresAt: number | null
  },
): void {
  db.insert(credentials).values(row).run()
}

/** The credential with this secret that is neither revoked nor expired at `now` (Unix milliseconds). */
export function findCredential(
  db: Db,
  query: { kind: 'browser' | 'token'; secretHash: string; now: number },
): CredentialRow | undefined {
  return db
    .select()
    .from(credentials)
    .where(
      and(
        eq(credentials.secretHash, query.secretHash),
        eq(credentials.kind, query.kind),
        isNull(credentials.revokedAt),
        or(isNull(credentials.expiresAt), gt(credentials.expiresAt, query.now)),
      ),
    )
    .get()
}

/** Notes a use, for the list of devices. Idempotent. */
export function touchCredential(db: Db, id: string, now: number): void {
  db.update(credentials).set({ lastUsedAt: now }).where(eq(credentials.id, id)).run()
}

/** Ends a credential for good; false where it was unknown or ended before. */
export function revokeCredential(db: Db, id: string, now: number): boolean {
  const result = db
    .update(credentials)
    .set({ revokedAt: now })
    .where(and(eq(credentials.id, id), isNull(credentials.revokedAt)))
    .run()
  return result.changes === 1
}

/** Keeps a one-time code as its hash, and forgets the codes that expired before `createdAt`. */
export function createLoginCode(
  db: Db,
  row: { codeHash: string; createdAt: number; expiresAt: number },
): void {
  db.delete(loginCodes).where(lt(loginCodes.expiresAt, row.createdAt)).run()
  db.insert(loginCodes).values(row).run()
}

/**
 * Uses a one-time code up: true for exactly one caller. `latestCreation` refuses codes whose creation lies
 * after it, so that a clock which was set back does not make an old code valid again.
 */
export function useLoginCode(
  db: Db,
  query: { codeHash: string; now: number; latestCreation: number },
): boolean {
  const result = db
    .update(loginCodes)
    .set({ usedAt: query.now })
    .where(
      and(
        eq(loginCodes.codeHash, query.codeHash),
        isNull(loginCodes.usedAt),
        gt(loginCodes.expiresAt, query.now),
        lte(loginCodes.createdAt, query.latestCreation),
      ),
    )
    .run()
  return result.changes === 1
}
