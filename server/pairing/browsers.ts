import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { claimPairingRequest, findPairingRequest, type PairingRequest } from '#db/queries/access/pairing.ts'
import { BROWSER_CHANNEL, DEFAULT_ACCOUNT } from '#protocol/access/pairing.ts'
import type { Scope } from '#protocol/access/principal.ts'
import { AppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { BrowserClaim, BrowserPairing } from './contract.ts'
import { QUEUE_LIMIT, type Requests } from './requests.ts'

/** How long a browser waits for an answer before it asks again. */
const WAIT_MS = 20 * 1000
/** How long after the decision its browser may fetch what it was given. */
const CLAIM_MS = 10 * 60 * 1000

export interface BrowsersDeps {
  readonly db: Db
  readonly clock: Clock
  readonly requests: Requests
  /** Makes a browser the owner's device, inside the open transaction. */
  readonly admitBrowser: (device: { name: string; scopes: Scope[] }) => { setCookie: string; key: string }
  /** Counts what browsers without a credential ask for; a right secret is never held back by it. */
  readonly attempts: { waitMs(): number; add(): void }
}

export interface Browsers extends BrowserPairing {
  /** The owner has decided: who waits for it hears so now. */
  decided(pairingId: string): void
  stop(): void
}

/** New browsers: a code to show, a secret to ask with, and once the owner agreed, a device of his. */
export function createBrowsers(deps: BrowsersDeps): Browsers {
  const { db, clock, requests, attempts } = deps
  /** One waits for each request: a second look ends the first. */
  const waiting = new Map<string, () => void>()

  function requireRoom(): void {
    const retryAfterMs = attempts.waitMs()
    if (retryAfterMs > 0) {
      throw new AppError('too_many', 'Too many browsers asked to be let in. Wait a little and try again.', {
        retryAfterMs,
      })
    }
    attempts.add()
  }

  const wake = (pairingId: string): void => waiting.get(pairingId)?.()

  function waitFor(pairingId: string, gone: AbortSignal): Promise<void> {
    wake(pairingId)
    return new Promise((resolve) => {
      const done = (): void => {
        cancel()
        gone.removeEventListener('abort', done)
        if (waiting.get(pairingId) === done) waiting.delete(pairingId)
        resolve()
      }
      const cancel = clock.after(WAIT_MS, done)
      gone.addEventListener('abort', done)
      waiting.set(pairingId, done)
    })
  }

  function findOurs({
    pairingId,
    secret,
  }: {
    pairingId: string
    secret: string
  }): PairingRequest | undefined {
    const request = findPairingRequest(db, pairingId)
    const isOurs = timingSafeEqual(sha256(secret), Buffer.from(request?.secretHash ?? NOBODYS, 'hex'))
    return isOurs ? request : undefined
  }

  function admit(request: PairingRequest): BrowserClaim {
    const now = clock.now()
    const { moment } = requests
    return db.transaction(
      (tx): BrowserClaim => {
        const claim = {
          id: request.id,
          now,
          decidedAfter: now - CLAIM_MS,
          latestDecision: moment().latestCreation,
        }
        if (!claimPairingRequest(tx, claim)) return { kind: 'expired' }
        const device = deps.admitBrowser({ name: request.name, scopes: request.scopes ?? [] })
        return { kind: 'admitted', setCookie: device.setCookie, key: device.key }
      },
      { behavior: 'immediate' },
    )
  }

  function look(request: PairingRequest | undefined): BrowserClaim {
    if (request?.state === 'pending') return { kind: 'pending' }
    if (request?.state === 'approved') return admit(request)
    return { kind: request?.state === 'rejected' ? 'rejected' : 'expired' }
  }

  return {
    decided: wake,
    request(name) {
      requireRoom()
      const secret = randomBytes(32).toString('base64url')
      const id = randomUUID()
      const opened = db.transaction(
        (tx) =>
          requests.open(tx, {
            id,
            kind: 'browser',
            channel: BROWSER_CHANNEL,
            account: DEFAULT_ACCOUNT,
            senderId: null,
            chatId: null,
            language: null,
            name,
            hadHidden: false,
            secretHash: sha256(secret).toString('hex'),
          }),
        { behavior: 'immediate' },
      )
      if (!opened) {
        throw new AppError(
          'too_many',
          `${QUEUE_LIMIT} browsers wait to be let in already. Decide about them in the panel, or run "openclaw open" on the machine itself.`,
        )
      }
      return { pairingId: id, secret, ...opened }
    },
    async claim(proof, gone) {
      const ours = findOurs(proof)
      if (!ours) {
        requireRoom()
        return { kind: 'unknown' }
      }
      requests.sweep(db)
      const first = look(findPairingRequest(db, ours.id))
      if (first.kind !== 'pending') return first
      await waitFor(ours.id, gone)
      if (gone.aborted) return { kind: 'pending' }
      requests.sweep(db)
      return look(findPairingRequest(db, ours.id))
    },
    stop() {
      for (const done of [...waiting.values()]) done()
    },
  }
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
/** What a request that does not exist is compared with: no secret has this hash. */
const NOBODYS = '0'.repeat(64)
