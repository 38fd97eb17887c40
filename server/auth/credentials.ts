import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Db } from '#db/client.ts'
import {
  type CredentialRow,
  createCredential,
  createLoginCode,
  findCredential,
  revokeCredential,
  touchCredential,
  useLoginCode,
} from '#db/queries/credentials.ts'
import { OWNER_SCOPES, type Principal } from '#protocol/principal.ts'
import type { Clock } from '../clock.ts'
import type { Audit } from './audit.ts'
import { COOKIE_LIFETIME_MS, expireCookie, formatCookie, readCookies } from './cookies.ts'
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
  /** Who it is, by our own record; undefined for everything else. A bearer token is never mixed with a cookie. */
  authenticate(proof: Proof): Identity | undefined
  /** Whether the cookies hold a browser's half of a live credential. Half a proof gives no rights. */
  knowsBrowser(cookieHeader: string | undefined): boolean
  /** A fresh one-time link for a browser: 10 minutes, one use. The code is in the fragment, which is never sent. */
  createLink(): { url: string; expiresAt: number }
  /** Trades a code for the two halves of a browser credential; undefined for a wrong, used or expired one. */
  redeem(code: string, name: string): { setCookie: string; key: string; credentialId: string } | undefined
  /** Ends a credential for good; false where it had ended before. */
  revoke(credentialId: string): boolean
  /** The token of `state/gateway.token`, to be hidden from the log. */
  readonly token: string
  /** The Set-Cookie value that makes a browser forget its half. */
  readonly clearCookie: string
}

export const GATEWAY_TOKEN_ID = 'gateway-token'

const LINK_LIFETIME_MS = 10 * 60 * 1000
/** How far the clock may go back before the codes made earlier stop working. */
const CLOCK_SLACK_MS = 60 * 1000
const TOUCH_EVERY_MS = 60 * 1000

export function createCredentials(deps: {
  db: Db
  clock: Clock
  audit: Audit
  tokenFile: string
  port: number
}): Credentials {
  const { db, clock, audit, port } = deps
  const token = readToken(deps.tokenFile)
  const tokenHash = sha256(token)

  const byToken = (bearer: string): Identity | undefined => {
    const hash = sha256(bearer)
    if (timingSafeEqual(hash, tokenHash)) {
      const principal: Principal = {
        role: 'owner',
        scopes: [...OWNER_SCOPES],
        credentialId: GATEWAY_TOKEN_ID,
      }
      return { principal, kind: 'token' }
    }
    const row = findCredential(db, { kind: 'token', secretHash: hash.toString('hex'), now: clock.now() })
    return row && identify(row)
  }

  const findBrowser = (cookie: string): CredentialRow | undefined => {
    const secretHash = sha256(cookie).toString('hex')
    return findCredential(db, { kind: 'browser', secretHash, now: clock.now() })
  }

  const byBrowser = (cookie: string, key: string): Identity | undefined => {
    const row = findBrowser(cookie)
    if (!row?.keyHash) return undefined
    return timingSafeEqual(sha256(key), Buffer.from(row.keyHash, 'hex')) ? identify(row) : undefined
  }

  const identify = (row: CredentialRow): Identity => {
    const now = clock.now()
    if (now - (row.lastUsedAt ?? 0) > TOUCH_EVERY_MS) touchCredential(db, row.id, now)
    return { principal: { role: row.role, scopes: row.scopes, credentialId: row.id }, kind: row.kind }
  }

  return {
    token,
    clearCookie: expireCookie(port),
    authenticate({ cookieHeader, browserKey, bearer }) {
      if (bearer !== undefined) return byToken(bearer)
      if (!browserKey) return undefined
      for (const cookie of readCookies(cookieHeader, port)) {
        const identity = byBrowser(cookie, browserKey)
        if (identity) return identity
      }
      return undefined
    },
    knowsBrowser: (cookieHeader) =>
      readCookies(cookieHeader, port).some((cookie) => findBrowser(cookie) !== undefined),
    createLink() {
      const code = randomSecret()
      const createdAt = clock.now()
      const expiresAt = createdAt + LINK_LIFETIME_MS
      createLoginCode(db, { codeHash: sha256(code).toString('hex'), createdAt, expiresAt })
      audit('login.link', '-', { expiresAt })
      return { url: `http://localhost:${port}/login#code=${code}`, expiresAt }
    },
    redeem(code, name) {
      const now = clock.now()
      const cookie = randomSecret()
      const key = randomSecret()
      const id = randomUUID()
      const isOurs = db.transaction(
        (tx) => {
          const codeHash = sha256(code).toString('hex')
          if (!useLoginCode(tx, { codeHash, now, latestCreation: now + CLOCK_SLACK_MS })) return false
          createCredential(tx, {
            id,
            kind: 'browser',
            name,
            secretHash: sha256(cookie).toString('hex'),
            keyHash: sha256(key).toString('hex'),
            role: 'owner',
            scopes: [...OWNER_SCOPES],
            createdAt: now,
            expiresAt: now + COOKIE_LIFETIME_MS,
          })
          return true
        },
        { behavior: 'immediate' },
      )
      if (!isOurs) return undefined
      audit('login', id, { name })
      return { setCookie: formatCookie(port, cookie), key, credentialId: id }
    },
    revoke(credentialId) {
      const ended = revokeCredential(db, credentialId, clock.now())
      if (ended) audit('logout', credentialId)
      return ended
    },
  }
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
const randomSecret = (): string => randomBytes(32).toString('base64url')
