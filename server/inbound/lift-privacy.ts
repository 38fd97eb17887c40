import type { Db } from '#db/client.ts'
import { liftSessionPrivacy } from '#db/queries/privacy.ts'
import { AppError } from '#protocol/errors.ts'
import type { Audit } from '../auth/audit.ts'
import type { Events } from '../events.ts'
import type { PrivacyFeature } from './contract.ts'

/**
 * The owner's word that what was private in a session may be said to every model from now on. Written
 * down with who said it. Throws `conflict` while an answer is being made there, `unknown_session`.
 */
export function createPrivacy(deps: {
  db: Db
  events: Pick<Events, 'system'>
  getSession: (sessionId: string) => { readonly id: string }
  isRunning: (sessionId: string) => boolean
  audit: Audit
}): PrivacyFeature {
  const { db, events } = deps
  return {
    lift(sessionId, by) {
      const { id } = deps.getSession(sessionId)
      if (deps.isRunning(id)) {
        throw new AppError('conflict', 'An answer is being made here. Stop it or wait, then try again.')
      }
      const lifted = db.transaction(
        (tx) => {
          const counts = liftSessionPrivacy(tx, id)
          deps.audit({
            action: 'privacy.lift',
            actor: by.credentialId,
            outcome: 'allowed',
            detail: { sessionId: id, ...counts },
          })
          return counts
        },
        { behavior: 'immediate' },
      )
      events.system({ type: 'session-change', sessionId: id })
      return lifted
    },
  }
}
