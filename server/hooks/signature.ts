import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Hook, HookAuth } from './hook-table.ts'

/** What came over the wire, before anything interprets it. Header names are in lower case. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

/** The two names of a delivery that was signed rightly: a repeat has one of them, or both. */
export interface DeliveryIds {
  readonly eventId: string
  readonly messageId: string
}

export type CheckDelivery = (
  hook: Pick<Hook, 'auth' | 'secret'>,
  delivery: Delivery,
  now: number,
) => DeliveryIds | undefined

/** Standard Webhooks leaves the width of the window to the receiver; its libraries take five minutes. */
const WINDOW_MS = 5 * 60_000
const LONGEST_ID = 256

/**
 * Whether whoever sent this knows the secret of the hook; undefined where not. Signatures are compared in
 * constant time, over the bytes as they came. Pure.
 */
export const checkDelivery: CheckDelivery = (hook, delivery, now) => CHECKS[hook.auth](hook, delivery, now)

const CHECKS: Record<HookAuth, CheckDelivery> = {
  /** https://www.standardwebhooks.com: `id.timestamp.body`, base64, several signatures while keys change. */
  standard({ secret }, { headers, body }, now) {
    const id = headers['webhook-id'] ?? ''
    const timestamp = headers['webhook-timestamp'] ?? ''
    const signatures = (headers['webhook-signature'] ?? '').split(' ').slice(0, 8)
    const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
    const expected = createHmac('sha256', standardKey(secret)).update(signed).digest('base64')
    const isSigned = signatures.filter((signature) => isSame(signature, `v1,${expected}`)).length > 0
    if (!isSigned || !isName(id) || !/^\d{1,12}$/.test(timestamp)) return undefined
    if (Math.abs(now - Number(timestamp) * 1000) > WINDOW_MS) return undefined
    return { eventId: id, messageId: id }
  },

  /** GitHub signs the body alone, so that a recorded body under a new delivery id must count as a repeat. */
  github({ secret }, { headers, body }) {
    const expected = createHmac('sha256', secret).update(body).digest('hex')
    const id = headers['x-github-delivery'] ?? ''
    if (!isSame(headers['x-hub-signature-256'] ?? '', `sha256=${expected}`) || !isName(id)) return undefined
    return { eventId: id, messageId: `body ${sha256(body)}` }
  },

  /** Nothing but the secret itself. A sender without ids: the same body in the same five minutes is a repeat. */
  bearer({ secret }, { headers, body }, now) {
    if (!isSame(headers.authorization ?? '', `Bearer ${secret}`)) return undefined
    const id = headers['webhook-id'] ?? headers['idempotency-key']
    if (id !== undefined) return isName(id) ? { eventId: id, messageId: id } : undefined
    const unnamed = `body ${sha256(body)} ${Math.floor(now / WINDOW_MS)}`
    return { eventId: unnamed, messageId: unnamed }
  },
}

/** `whsec_` and base64, or any other text as it stands. */
function standardKey(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret)
}

const isName = (id: string): boolean => id.length > 0 && id.length <= LONGEST_ID && /^[\x21-\x7e]+$/.test(id)

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex')

/** The digests have one length, so that neither length nor first difference shows in the time. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
