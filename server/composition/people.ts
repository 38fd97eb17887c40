import type { Db } from '#db/client.ts'
import { listContacts } from '#db/queries/access/contacts.ts'
import type { DmPolicy } from '#protocol/access/pairing.ts'
import type { Config } from '#protocol/config.ts'
import type { Access } from '../auth/access.ts'
import { GATEWAY_TOKEN_ID } from '../auth/audit.ts'
import type { Clock } from '../clock.ts'
import { type ContactBook, createContactBook } from '../contacts/contact-book.ts'
import type { Events } from '../events.ts'
import { type Contacts, isLetIn } from '../inbound/admit.ts'
import { cleanName } from '../inbound/clean-name.ts'
import type { Log } from '../log.ts'
import type { Pairing } from '../pairing/contract.ts'
import { createPairing } from '../pairing/pairing.ts'
import type { Runs } from '../runs/contract.ts'

/** Everything about who was let in: those who are, those who wait for it, and those who are shut out again. */
export interface People extends Pick<ContactBook, 'contacts' | 'isLetIn' | 'stop'> {
  readonly pairing: Pairing
  readonly features: { pairing: Pairing; contacts: ContactBook['feature'] }
  /** Who may write directly, as it is in force. */
  dmPolicy(at: { channel: string; account: string }): DmPolicy
  /** The owner's own accounts there, by the platform's immutable ids. */
  listOwners(at: { channel: string; account: string }): string[]
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
  const { access } = deps
  const { audit } = access
  const book = createContactBook({ ...deps, audit, isLetIn, cleanName })
  const pairing = createPairing({
    ...deps,
    audit,
    refuse: access.refuse,
    localCredential: GATEWAY_TOKEN_ID,
    admitBrowser: access.credentials.browsers.admit,
    attempts: access.pairingAttempts,
  })
  return {
    contacts: book.contacts,
    pairing,
    features: { pairing, contacts: book.feature },
    dmPolicy: (at) => book.contacts.dmPolicy?.(at) ?? 'allowlist',
    listOwners: (at) =>
      listContacts(deps.db)
        .filter(
          ({ kind, channel, account }) =>
            kind === 'owner' && channel === at.channel && account === at.account,
        )
        .map(({ senderId }) => senderId),
    isLetIn: book.isLetIn,
    stop() {
      book.stop()
      pairing.stop()
    },
  }
}
