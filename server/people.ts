import type { Db } from '#db/client.ts'
import type { InboxRow } from '#db/queries/inbox.ts'
import type { Config } from '#protocol/config.ts'
import type { DmPolicy } from '#protocol/pairing.ts'
import type { Access } from './auth/access.ts'
import { GATEWAY_TOKEN_ID } from './auth/audit.ts'
import type { Clock } from './clock.ts'
import { createContacts } from './contacts/contacts.ts'
import type { ContactsFeature } from './contacts/contract.ts'
import { startEviction } from './contacts/eviction.ts'
import { createContactsFeature } from './contacts/feature.ts'
import type { Events } from './events.ts'
import { type Contacts, isLetIn } from './inbound/admit.ts'
import { cleanName } from './inbound/clean-name.ts'
import type { Log } from './log.ts'
import type { Pairing } from './pairing/contract.ts'
import { createPairing } from './pairing/pairing.ts'
import type { Runs } from './runs/contract.ts'

/** Everything about who was let in: those who are, those who wait for it, and those who are shut out again. */
export interface People {
  readonly contacts: Contacts
  readonly pairing: Pairing
  readonly features: { pairing: Pairing; contacts: ContactsFeature }
  /** Who may write directly, as it is in force. */
  dmPolicy(at: { channel: string; account: string }): DmPolicy
  /** Whether whoever wrote this may still be heard and answered. */
  isLetIn(row: InboxRow): boolean
  stop(): void
}

export function createPeople(deps: {
  db: Db
  clock: Clock
  events: Events
  log: Log
  config: () => Config
  access: Access
  runs: Pick<Runs, 'stop' | 'waiting'>
  /** Tells the way out that something may wait there. */
  deliver: () => void
  /** Others than database and configuration have: only tests have a reason for it. */
  contacts?: Contacts | undefined
}): People {
  const { db, clock, events, access, runs } = deps
  const contacts = deps.contacts ?? createContacts(db, deps.config)
  const pairing = createPairing({
    db,
    clock,
    events,
    audit: access.audit,
    refuse: access.refuse,
    localCredential: GATEWAY_TOKEN_ID,
    admitBrowser: access.credentials.browsers.admit,
    attempts: access.pairingAttempts,
    deliver: deps.deliver,
  })
  const eviction = startEviction({
    db,
    events,
    isLetIn: (row) => isLetIn(row, contacts),
    stopRun: runs.stop,
    removeMessage: runs.waiting.remove,
    log: deps.log.child('contacts'),
  })
  const { audit } = access
  return {
    contacts,
    pairing,
    features: {
      pairing,
      contacts: createContactsFeature({
        db,
        clock,
        events,
        audit,
        contacts,
        cleanName,
        evict: eviction.evict,
      }),
    },
    dmPolicy: (at) => contacts.dmPolicy?.(at) ?? 'allowlist',
    isLetIn: (row) => isLetIn(row, contacts),
    stop() {
      eviction.stop()
      pairing.stop()
    },
  }
}
