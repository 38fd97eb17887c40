import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import {
  type CredentialRow,
  confirmRenewal,
  createCredential,
  createLoginCode,
  findBrowserRow,
  renewBrowser,
  useLoginCode,
} from '#db/queries/access/credentials.ts'
import { spareWrite } from '#db/write-error.ts'
import { OWNER_SCOPES, type Scope } from '#protocol/access/principal.ts'
import type { Clock } from '../clock.ts'
import type { Audit } from './audit.ts'
import { COOKIE_LIFETIME_MS, formatCookie, readCookies } from './cookies.ts'
import { hashSecret, isSameHash, newSecret } from './secrets.ts'

/** What a browser is given when it is let in: its two halves, of which the first goes into a cookie. */
export interface BrowserSession {
  readonly setCookie: string
  readonly key: string
  readonly credentialId: string
}

export interface Browsers {
  /**
   * Whose halves these are, and whether they still count: a browser that was signed out is `ended`, which
   * is no guess; `unknown` are halves that we never gave out.
   */
  find(cookieHeader: string | undefined, key: string): CredentialRow | 'ended' | 'unknown'
  /** Whether the cookies hold a browser's half of a live credential. Half a proof gives no rights. */
  knows(cookieHeader: string | undefined): boolean
  /** A fresh one-time link: 10 minutes, one use. The code is in the fragment, which is never sent. `by`: whose wish it was. */
  createLink(by?: string): { url: string; expiresAt: number }
  /** Trades a code for a browser credential; undefined for a wrong, used or expired one. */
  redeem(code: string, name: string): BrowserSession | undefined
  /** Lets a browser in whose pairing was approved with these scopes. */
  admit(browser: { name: string; scopes: readonly Scope[] }): BrowserSession
  /**
   * The Set-Cookie value with a new half where the one that came is a day old, else undefined, as where it can't be
   * kept now. The old half goes on until the new one was seen, and a minute longer: an answer that never arrived signs
   * nobody out.
   */
  renew(proof: { cookieHeader?: string | undefined; browserKey?: string | undefined }): string | undefined
}

const LINK_LIFETIME_MS = 10 * 60 * 1000
/** How far the clock may go back before the codes made earlier stop working. */
const CLOCK_SLACK_MS = 60 * 1000
const RENEW_AFTER_MS = 24 * 60 * 60 * 1000
/** For requests that were under way with the old half when the new one arrived. */
const OVERLAP_MS = 60 * 1000

export function createBrowsers(deps: {
  db: Db
  clock: Clock
  audit: Audit
  changed: () => void
  port: number
}): Browsers {
  const { db, clock, audit, changed, port } = deps

  const isLive = (row: CredentialRow): boolean =>
    row.revokedAt === null && (row.expiresAt === null || row.expiresAt > clock.now())

  const isCurrentHalf = (row: CredentialRow, cookieHash: string): boolean =>
    row.secretHash === cookieHash || row.previousUntil === null || row.previousUntil > clock.now()

  const candidates = (cookieHeader: string | undefined) =>
    readCookies(cookieHeader, port).flatMap((cookie) => {
      const cookieHash = hashSecret(cookie)
      const row = findBrowserRow(db, cookieHash)
      return row ? [{ row, cookieHash }] : []
    })

  const lookUp = (cookieHeader: string | undefined, key: string) => {
    const keyHash = hashSecret(key)
    const ours = candidates(cookieHeader).filter(({ row }) => isSameHash(row.keyHash ?? '', keyHash))
    return {
      isKnown: ours.length > 0,
      live: ours.find(({ row, cookieHash }) => isLive(row) && isCurrentHalf(row, cookieHash)),
    }
  }

  /** The row is written by whoever's transaction this is. */
  const create = (tx: Db, browser: { name: string; scopes: readonly Scope[] }): BrowserSession => {
    const [cookie, key, credentialId, now] = [newSecret(), newSecret(), randomUUID(), clock.now()]
    createCredential(tx, {
      id: credentialId,
      kind: 'browser',
      name: browser.name,
      secretHash: hashSecret(cookie),
      keyHash: hashSecret(key),
      role: 'owner',
      scopes: [...browser.scopes],
      createdAt: now,
      expiresAt: now + COOKIE_LIFETIME_MS,
    })
    changed()
    return { setCookie: formatCookie(port, cookie), key, credentialId }
  }

  return {
    find(cookieHeader, key) {
      const { live, isKnown } = lookUp(cookieHeader, key)
      if (!live) return isKnown ? 'ended' : 'unknown'
      const { row, cookieHash } = live
      if (row.secretHash === cookieHash && row.previousHash !== null && row.previousUntil === null) {
        const previousUntil = clock.now() + OVERLAP_MS
        spareWrite(() => confirmRenewal(db, { id: row.id, previousUntil }))
      }
      return row
    },
    knows: (cookieHeader) =>
      candidates(cookieHeader).some(({ row, cookieHash }) => isLive(row) && isCurrentHalf(row, cookieHash)),
    createLink(by = 'gateway') {
      const code = newSecret()
      const createdAt = clock.now()
      const expiresAt = createdAt + LINK_LIFETIME_MS
      createLoginCode(db, { codeHash: hashSecret(code), createdAt, expiresAt })
      audit({ action: 'login.link', actor: by, outcome: 'allowed', detail: { expiresAt } })
      return { url: `http://localhost:${port}/login#code=${code}`, expiresAt }
    },
    redeem(code, name) {
      const now = clock.now()
      return db.transaction(
        (tx) => {
          const isOurs = useLoginCode(tx, {
            codeHash: hashSecret(code),
            now,
            latestCreation: now + CLOCK_SLACK_MS,
          })
          if (!isOurs) return undefined
          const session = create(tx, { name, scopes: OWNER_SCOPES })
          audit({ action: 'login', actor: session.credentialId, outcome: 'allowed', detail: { name } })
          return session
        },
        { behavior: 'immediate' },
      )
    },
    admit: (browser) => create(db, browser),
    renew({ cookieHeader, browserKey = '' }) {
      const { live } = lookUp(cookieHeader, browserKey)
      if (!live) return undefined
      const { row, cookieHash } = live
      const now = clock.now()
      const isLost = row.previousHash === cookieHash && row.previousUntil === null
      const age = now - (row.renewedAt ?? row.createdAt)
      if (age < (isLost ? OVERLAP_MS : RENEW_AFTER_MS)) return undefined
      const cookie = newSecret()
      const renewal = {
        id: row.id,
        previousHash: cookieHash,
        secretHash: hashSecret(cookie),
        now,
        expiresAt: now + COOKIE_LIFETIME_MS,
      }
      return spareWrite(() => renewBrowser(db, renewal)) ? formatCookie(port, cookie) : undefined
    },
  }
}
