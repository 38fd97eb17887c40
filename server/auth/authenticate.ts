import { spareWrite } from '#db/write-error.ts'
import { AppError } from '#protocol/errors.ts'
import type { Audit } from './audit.ts'
import type { Credentials, Identity, Proof } from './credentials.ts'
import type { FailureLimits } from './failures.ts'

export type Authenticate = (proof: Proof) => Identity | undefined

/**
 * Looks a proof up and slows down who guesses: past the limit of its kind a wrong one throws `too_many`.
 * A right one is never held back. What was once given out and has ended is no guess and does not count,
 * else a page that was signed out would be told to wait where it must ask for a sign-in. A full disk changes nothing
 * of it: who is nobody is told just that.
 */
export function createAuthenticate(deps: {
  credentials: Pick<Credentials, 'check'>
  failures: Pick<FailureLimits, 'token' | 'browser'>
  audit: Audit
}): Authenticate {
  return (proof) => {
    const found = deps.credentials.check(proof)
    if (typeof found === 'object') return found
    if (found !== 'unknown') return undefined
    const kind = proof.bearer === undefined ? 'browser' : 'token'
    const limit = deps.failures[kind]
    const waitMs = limit.waitMs()
    if (waitMs > 0) {
      throw new AppError('too_many', 'Too many wrong credentials. Wait a little and try again.', {
        retryAfterMs: waitMs,
      })
    }
    limit.add()
    spareWrite(() => deps.audit({ action: 'login', actor: '-', outcome: 'denied', rule: `unknown-${kind}` }))
    return undefined
  }
}
