import type { Db } from '#db/client.ts'
import {
  type CredentialRow,
  findTokenRow,
  revokeCredential,
  touchCredential,
} from '#db/queries/access/credentials.ts'
import { spareWrite } from '#db/write-error.ts'
import { OWNER_SCOPES, type Principal } from '#protocol/access/principal.ts'
import type { Clock } from '../clock.ts'
import { type Audit, GATEWAY_TOKEN_ID } from './audit.ts'
import { type Browsers, createBrowsers } from './browsers.ts'
import { expireCookie } from './cookies.ts'
import { hashSecret, isSameHash } from './secrets.ts'
import { readToken } from './token-file.ts'

export type CredentialKind = 'browser' | 'token'

/** What came with a request or a hello frame. Nothing in here is believed before it is looked up. */
export interface Proof {
  readonly cookieHeader?: string | undefined
  readonly browserKey?: string | undefined
  readonly bearer?: string | undefined
}

export interface Identity {
  readonly principal: Principal
  readonly kind: CredentialKind
}

export interface Credentials {
  /**
   * Who it is, by our own record, or why it is nobody: nothing (or half of something) was shown, it has
   * ended, or we never gave it out. A bearer token is never mixed with a cookie.
   */
  check(proof: Proof): Identity | 'absent' | 'ended' | 'unknown'
  authenticate(proof: Proof): Identity | undefined
  readonly browsers: Omit<Browsers, 'find' | 'knows'>
  /** Whether the cookies hold a browser's half of a live credential. Half a proof gives no rights. */
  knowsBrowser(cookieHeader: string | undefined): boolean
  /** Ends a credential for good and tells everybody who listens; false where there is no such live one. */
  revoke(credential: { id: string; kind: CredentialKind }, by: { action: string; actor: string }): boolean
  /** Hears the id of each credential that ended, by revocation or by its time; returns the way to stop. */
  onEnded(listener: (credentialId: string) => void): () => void
  /** To be called by whoever finds that a credential's time is over. */
  announceEnded(credentialId: string): void
  /** The token of `state/gateway.token`, to be hidden from the log. */
  readonly token: string
  /** The Set-Cookie value that makes a browser forget its half. */
  readonly clearCookie: string
}

const TOUCH_EVERY_MS = 60 * 1000

export function createCredentials(deps: {
  db: Db
  clock: Clock
  audit: Audit
  /** Told when a credential is made or ends. */
  changed: () => void
  tokenFile: string
  port: number
  /** Secrets that belong to something else, which the gateway's token must not equal. */
  otherSecrets?: readonly string[]
}): Credentials {
  const { db, clock, audit, changed, port } = deps
  const token = readToken(deps.tokenFile, deps.otherSecrets)
  const tokenHash = hashSecret(token)
  const browsers = createBrowsers({ db, clock, audit, changed, port })
  const listeners = new Set<(credentialId: string) => void>()

  const checkToken = (bearer: string): Identity | 'ended' | 'unknown' => {
    const hash = hashSecret(bearer)
    if (isSameHash(hash, tokenHash)) {
      const scopes = [...OWNER_SCOPES]
      return { principal: { role: 'owner', scopes, credentialId: GATEWAY_TOKEN_ID }, kind: 'token' }
    }
    const row = findTokenRow(db, hash)
    if (!row) return 'unknown'
    const isOver = row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= clock.now())
    return isOver ? 'ended' : identify(row)
  }

  const identify = (row: CredentialRow): Identity => {
    const now = clock.now()
    if (now - (row.lastUsedAt ?? 0) > TOUCH_EVERY_MS) spareWrite(() => touchCredential(db, row.id, now))
    return { principal: { role: row.role, scopes: row.scopes, credentialId: row.id }, kind: row.kind }
  }

  const check: Credentials['check'] = ({ cookieHeader, browserKey, bearer }) => {
    if (bearer !== undefined) return checkToken(bearer)
    if (!browserKey || !cookieHeader) return 'absent'
    const found = browsers.find(cookieHeader, browserKey)
    return typeof found === 'string' ? found : identify(found)
  }

  const announceEnded = (credentialId: string): void => {
    for (const listener of listeners) listener(credentialId)
    changed()
  }

  return {
    token,
    clearCookie: expireCookie(port),
    browsers,
    check,
    authenticate(proof) {
      const found = check(proof)
      return typeof found === 'string' ? undefined : found
    },
    knowsBrowser: browsers.knows,
    revoke(credential, { action, actor }) {
      const isEnded = db.transaction(
        (tx) => {
          const revoked = revokeCredential(tx, { ...credential, now: clock.now() })
          if (!revoked) return false
          audit({ action, actor, outcome: 'allowed', detail: { ...credential, ...revoked } })
          return true
        },
        { behavior: 'immediate' },
      )
      if (isEnded) announceEnded(credential.id)
      return isEnded
    },
    onEnded(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    announceEnded,
  }
}
