import { and, eq, gt, isNull, or } from 'drizzle-orm'
import type { Scope } from '#protocol/access/principal.ts'
import type { PushSubscription } from '#protocol/access/push.ts'
import type { Db } from '../../client.ts'
import { credentials } from '../../schema/access/credentials.ts'
import { pushSubscriptions } from '../../schema/access/push.ts'

/** Where one browser gets its notices, and what it may do. */
export interface PushTarget extends PushSubscription {
  readonly credentialId: string
  readonly scopes: readonly Scope[]
}

/** Keeps the address of a browser in the place of the one before, and of whoever had the same. Idempotent. */
export function savePushSubscription(
  db: Db,
  row: { credentialId: string; subscription: PushSubscription; now: number },
): void {
  const { endpoint, keys } = row.subscription
  db.transaction((tx) => {
    tx.delete(pushSubscriptions)
      .where(
        or(eq(pushSubscriptions.endpoint, endpoint), eq(pushSubscriptions.credentialId, row.credentialId)),
      )
      .run()
    tx.insert(pushSubscriptions)
      .values({ credentialId: row.credentialId, endpoint, ...keys, createdAt: row.now })
      .run()
  })
}

/** The browsers that want notices and are neither revoked nor expired at `now` (Unix milliseconds). */
export function listPushTargets(db: Db, now: number): PushTarget[] {
  const isLive = and(
    isNull(credentials.revokedAt),
    or(isNull(credentials.expiresAt), gt(credentials.expiresAt, now)),
  )
  return db
    .select({ subscription: pushSubscriptions, scopes: credentials.scopes })
    .from(pushSubscriptions)
    .innerJoin(credentials, eq(credentials.id, pushSubscriptions.credentialId))
    .where(isLive)
    .all()
    .map(({ subscription: { credentialId, endpoint, p256dh, auth }, scopes }) => ({
      credentialId,
      endpoint,
      keys: { p256dh, auth },
      scopes,
    }))
}

/** False where the browser had none. With `endpoint`: only as long as it is still that one. */
export function deletePushSubscription(db: Db, target: { credentialId: string; endpoint?: string }): boolean {
  const { credentialId, endpoint } = target
  const owner = eq(pushSubscriptions.credentialId, credentialId)
  const one = endpoint === undefined ? owner : and(owner, eq(pushSubscriptions.endpoint, endpoint))
  return db.delete(pushSubscriptions).where(one).run().changes > 0
}
