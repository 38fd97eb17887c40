import { and, asc, eq, gt, isNull, lt, lte, or } from 'drizzle-orm'
import type { Role, Scope } from '#protocol/access/principal.ts'
import type { Db } from '../../client.ts'
import { given, prepared } from '../../prepared.ts'
import { credentials, loginCodes } from '../../schema/access/credentials.ts'

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

/** Of a gateway's own record: what kind of credential an id names. */
export function findCredentialKind(db: Db, id: string): CredentialRow['kind'] | undefined {
  return db.select({ kind: credentials.kind }).from(credentials).where(eq(credentials.id, id)).get()?.kind
}

/** The API token with this secret, also one that ended: the caller looks at its times. */
export function findTokenRow(db: Db, secretHash: string): CredentialRow | undefined {
  return tokenByHash(db).get({ secretHash })
}

const tokenByHash = prepared((db) =>
  db
    .select()
    .from(credentials)
    .where(and(eq(credentials.secretHash, given('secretHash')), eq(credentials.kind, 'token')))
    .prepare(),
)

/** The browser with this cookie half, the newest or the one before, also one that ended. */
export function findBrowserRow(db: Db, cookieHash: string): CredentialRow | undefined {
  return browserByHash(db).get({ cookieHash })
}

const browserByHash = prepared((db) =>
  db
    .select()
    .from(credentials)
    .where(
      and(
        or(
          eq(credentials.secretHash, given('cookieHash')),
          eq(credentials.previousHash, given('cookieHash')),
        ),
        eq(credentials.kind, 'browser'),
      ),
    )
    .prepare(),
)

/** The credentials of a kind that are neither revoked nor expired at `now` (Unix milliseconds), oldest first. */
export function listCredentials(
  db: Db,
  query: { kind: CredentialRow['kind']; now: number },
): CredentialRow[] {
  return db
    .select()
    .from(credentials)
    .where(and(eq(credentials.kind, query.kind), isLiveAt(query.now)))
    .orderBy(asc(credentials.createdAt), asc(credentials.id))
    .all()
}

/** Ids of what expired after `after` and not after `now`, both in Unix milliseconds. */
export function listExpired(db: Db, { after, now }: { after: number; now: number }): string[] {
  return db
    .select({ id: credentials.id })
    .from(credentials)
    .where(and(gt(credentials.expiresAt, after), lte(credentials.expiresAt, now)))
    .all()
    .map(({ id }) => id)
}

/** Changes what a live credential is called; false where there is none of this kind. */
export function renameCredential(
  db: Db,
  { id, kind, name, now }: { id: string; kind: CredentialRow['kind']; name: string; now: number },
): boolean {
  const live = and(eq(credentials.id, id), eq(credentials.kind, kind), isLiveAt(now))
  return db.update(credentials).set({ name }).where(live).run().changes === 1
}

/** Gives a browser a new cookie half; the one before stays good until `confirmRenewal` says how long. */
export function renewBrowser(
  db: Db,
  renewal: { id: string; secretHash: string; previousHash: string; now: number; expiresAt: number },
): void {
  const { id, secretHash, previousHash, now, expiresAt } = renewal
  db.update(credentials)
    .set({ secretHash, previousHash, previousUntil: null, renewedAt: now, expiresAt })
    .where(eq(credentials.id, id))
    .run()
}

/** The new half arrived: the one before ends at `previousUntil`. Idempotent. */
export function confirmRenewal(db: Db, { id, previousUntil }: { id: string; previousUntil: number }): void {
  db.update(credentials)
    .set({ previousUntil })
    .where(and(eq(credentials.id, id), isNull(credentials.previousUntil)))
    .run()
}

/** Notes a use, for the list of devices. Idempotent. */
export function touchCredential(db: Db, id: string, now: number): void {
  db.update(credentials).set({ lastUsedAt: now }).where(eq(credentials.id, id)).run()
}

/** Ends a credential for good and gives its name; undefined where it was unknown, of another kind or ended before. */
export function revokeCredential(
  db: Db,
  { id, kind, now }: { id: string; kind: CredentialRow['kind']; now: number },
): { name: string } | undefined {
  return db
    .update(credentials)
    .set({ revokedAt: now })
    .where(and(eq(credentials.id, id), eq(credentials.kind, kind), isNull(credentials.revokedAt)))
    .returning({ name: credentials.name })
    .get()
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

const isLiveAt = (now: number) =>
  and(isNull(credentials.revokedAt), or(isNull(credentials.expiresAt), gt(credentials.expiresAt, now)))
