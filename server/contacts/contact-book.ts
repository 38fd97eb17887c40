import type { Db } from '#db/client.ts'
import type { Config } from '#protocol/config.ts'
import type { Audit } from '../auth/audit.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Contacts, Sender } from '../inbound/admit.ts'
import type { Log } from '../log.ts'
import type { Runs } from '../runs/contract.ts'
import { createContacts } from './contacts.ts'
import type { ContactsFeature } from './contract.ts'
import { startEviction } from './eviction.ts'
import { createContactsFeature } from './feature.ts'

/** Who was let in, and the way to shut them out again. */
export interface ContactBook {
  readonly contacts: Contacts
  readonly feature: ContactsFeature
  /** Whether whoever wrote this may still be heard and answered. */
  isLetIn(sender: Sender): boolean
  stop(): void
}

export function createContactBook(deps: {
  db: Db
  clock: Clock
  events: Events
  audit: Audit
  log: Log
  config: () => Config
  runs: Pick<Runs, 'stop' | 'waiting'>
  /** The rule by which messages are admitted. */
  isLetIn: (sender: Sender, contacts: Contacts) => boolean
  /** Makes a name fit to be shown. */
  cleanName: (name: string) => string
  /** Others than database and configuration have: only tests have a reason for it. */
  contacts?: Contacts | undefined
}): ContactBook {
  const { contacts = createContacts(deps.db, deps.config), runs } = deps
  const isLetIn = (sender: Sender): boolean => deps.isLetIn(sender, contacts)
  const eviction = startEviction({
    ...deps,
    isLetIn,
    stopRun: runs.stop,
    removeMessage: runs.waiting.remove,
    log: deps.log.child('contacts'),
  })
  return {
    contacts,
    feature: createContactsFeature({ ...deps, contacts, evict: eviction.evict }),
    isLetIn,
    stop: eviction.stop,
  }
}
