import { lookup as lookUp } from 'node:dns'
import { request } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isPublicAddress, isPushAddress } from './public-address.ts'

/** One sealed notice on its way to a push service. */
export interface PushRequest {
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Rejects where no answer came. */
export type PostNotice = (push: PushRequest) => Promise<{ status: number; retryAfterMs?: number | undefined }>

interface PostOptions {
  readonly resolve?: typeof lookUp
  readonly isPublic?: (address: string) => boolean
  readonly port?: number
}

const TIMEOUT_MS = 10_000

/**
 * Sends to push services on the open internet and nowhere else: a browser names the address, so the gateway
 * would else knock at whichever door it was given. Redirects are not followed; what is answered is not read.
 */
export function createPost(
  /** Replaced in tests only: the names of the world, the rule, the port of HTTPS. */
  { resolve = lookUp, isPublic = isPublicAddress, port = 443 }: PostOptions = {},
): PostNotice {
  /** The connection is made to what this answers: a name can't lead elsewhere in between. */
  const lookup: LookupFunction = (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '')
      const found = addresses.filter(({ address }) => isPublic(address))
      const [first] = found
      if (!first || found.length < addresses.length) {
        return done(new Error('The name of this push service leads to an address that is not public.'), '')
      }
      if (options.all) done(null, found)
      else done(null, first.address, first.family)
    })
  }
  return ({ endpoint, headers, body }) =>
    new Promise((fulfil, reject) => {
      if (!isPushAddress(endpoint)) return reject(new Error('This is not the address of a push service.'))
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const sending = request(endpoint, { method: 'POST', headers, lookup, port, agent: false, signal })
      sending.on('error', reject)
      sending.on('response', (response) => {
        response.resume()
        const { statusCode = 0, headers: answered } = response
        fulfil({ status: statusCode, retryAfterMs: readPause(answered['retry-after']) })
        response.destroy()
      })
      sending.end(body)
    })
}

/** In seconds; the form with a date is not worth its trouble here. */
function readPause(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined
}
