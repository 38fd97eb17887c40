import { AppError } from '#protocol/errors.ts'
import type { Credentials, Identity, Proof } from './credentials.ts'
import type { FailureLimit } from './failures.ts'

export type Authenticate = (proof: Proof) => Identity | undefined

/**
 * Looks a proof up and slows down who guesses tokens: past the limit a wrong one throws `too_many`. A
 * right one is never held back. A browser's stale halves are no guesses and do not count, else a page
 * that was signed out would be told to wait where it must ask for a sign-in.
 */
export function createAuthenticate(deps: { credentials: Credentials; failures: FailureLimit }): Authenticate {
  const { credentials, failures } = deps
  return (proof) => {
    const identity = credentials.authenticate(proof)
    if (identity || proof.bearer === undefined) return identity
    const waitMs = failures.waitMs()
    if (waitMs > 0) {
      throw new AppError('too_many', 'Too many wrong tokens. Wait a little and try again.', {
        retryAfterMs: waitMs,
      })
    }
    failures.add()
    return undefined
  }
}
