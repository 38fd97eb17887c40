import type { Db } from '#db/client.ts'
import { listContacts } from '#db/queries/access/contacts.ts'
import { decidePairingRequest, findPairingRequest, type PairingRequest } from '#db/queries/access/pairing.ts'
import type { Principal } from '#protocol/access/principal.ts'
import { type AppError, toAppError } from '#protocol/errors.ts'
import type { Audit, Decision } from '../auth/audit.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import { createApprove, type Decide, explain } from './approve.ts'
import { type BrowsersDeps, createBrowsers } from './browsers.ts'
import type { Pairing } from './contract.ts'
import { createMeetStranger } from './meet-stranger.ts'
import { createRequests } from './requests.ts'
import { listFull, summarize } from './summary.ts'
import { createTypedCodes } from './typed-codes.ts'

export interface PairingDeps {
  readonly db: Db
  readonly clock: Clock
  readonly events: Events
  readonly audit: Audit
  /** Writes a refusal down, or only counts it where there were many of late. */
  readonly refuse: (decision: Omit<Decision, 'outcome'>) => void
  /** The credential whose typed codes are never held back. */
  readonly localCredential: string
  readonly admitBrowser: BrowsersDeps['admitBrowser']
  readonly attempts: BrowsersDeps['attempts']
  /** Tells the way out that something may wait there. */
  readonly deliver: () => void
  /** Replaced by tests only, to show that they would notice. */
  readonly decide?: Decide
}

/** How those get in whom the owner does not know: people on chat platforms, and new browsers. */
export function createPairing(deps: PairingDeps): Pairing {
  const { db, audit, events, decide = decidePairingRequest } = deps
  const requests = createRequests(deps)
  const browsers = createBrowsers({ ...deps, requests })
  const typedCodes = createTypedCodes({ ...deps, exempt: deps.localCredential })
  const approve = createApprove({ db, requests, typedCodes, decide, audit })

  /** After the commit: whoever waits for the decision or looks at the queue hears of it. */
  function publish(request: PairingRequest): void {
    requests.announce()
    browsers.decided(request.id)
  }

  function refuse(action: string, by: Principal, error: AppError): AppError {
    deps.refuse({ action, actor: by.credentialId, rule: error.code })
    return error
  }

  function turnAway(request: PairingRequest, by: Principal): boolean {
    const { id, channel, account, senderId } = request
    const isDone = db.transaction(
      (tx) => {
        const at = requests.moment()
        if (!decide(tx, { id, state: 'rejected', scopes: null, at })) return false
        const detail = { pairingId: id, channel, account, senderId }
        audit({ action: 'pairing.reject', actor: by.credentialId, outcome: 'allowed', detail })
        return true
      },
      { behavior: 'immediate' },
    )
    if (isDone) publish(request)
    return isDone
  }

  return {
    browsers,
    meet: createMeetStranger(requests),
    list() {
      const waiting = requests.list()
      const known = listContacts(db).map(({ name }) => name)
      return { requests: waiting.map((request) => summarize(request, known)), full: listFull(waiting) }
    },
    approve(approval, by) {
      let approved: PairingRequest
      try {
        approved = approve(approval, by)
      } catch (cause) {
        throw refuse('pairing.approve', by, toAppError(cause))
      }
      publish(approved)
      const { id: pairingId, kind, channel, account, name } = approved
      if (kind === 'browser') return { pairingId, kind, channel, account, name, as: null }
      events.system({ type: 'contacts' })
      deps.deliver()
      return { pairingId, kind, channel, account, name, as: approval.as ?? 'guest' }
    },
    reject(pairingId, by) {
      requests.sweep(db)
      const request = findPairingRequest(db, pairingId)
      if (!request || !turnAway(request, by)) throw refuse('pairing.reject', by, explain(request))
    },
    rejectAll({ channel, account }, by) {
      const meant = requests
        .list()
        .filter((request) => request.channel === channel && request.account === account)
      return { rejected: meant.filter((request) => turnAway(request, by)).length }
    },
    stop() {
      requests.stop()
      browsers.stop()
    },
  }
}
