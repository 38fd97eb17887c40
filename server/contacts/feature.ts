import type { Db } from '#db/client.ts'
import {
  deleteAllowedGroup,
  deleteContact,
  findContact,
  listAllowedGroups,
  listContacts,
  saveAllowedGroup,
} from '#db/queries/access/contacts.ts'
import { dismissDeliveries } from '#db/queries/outbox.ts'
import type { Principal } from '#protocol/access/principal.ts'
import { AppError } from '#protocol/errors.ts'
import type { Audit } from '../auth/audit.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Contacts } from '../inbound/admit.ts'
import type { ContactsFeature } from './contract.ts'

/** Who was let in, and the way to shut them out again. */
export function createContactsFeature(deps: {
  db: Db
  clock: Clock
  events: Events
  audit: Audit
  contacts: Contacts
  /** Makes a name fit to be shown. */
  cleanName: (name: string) => string
  /** Stops what is under way for those who are not let in any more. */
  evict: () => void
}): ContactsFeature {
  const { db, clock, events, contacts } = deps

  /** One decision with its line in the audit log; what follows from it happens after the commit. */
  function decide(
    decision: { action: string; by: Principal; detail: Record<string, unknown> },
    change: (tx: Db) => boolean,
  ): boolean {
    const { action, by, detail } = decision
    const isDone = db.transaction(
      (tx) => {
        const done = change(tx)
        const outcome = done ? ('allowed' as const) : ('failed' as const)
        deps.audit({ action, actor: by.credentialId, outcome, detail })
        return done
      },
      { behavior: 'immediate' },
    )
    if (isDone) {
      deps.evict()
      events.system({ type: 'contacts' })
    }
    return isDone
  }

  return {
    list: () => ({ contacts: listContacts(db), groups: listAllowedGroups(db) }),
    revoke({ channel, account, senderId }, by) {
      const contact = { channel, account, senderId }
      const kind = findContact(db, contact)?.kind
      const decision = { action: 'contact.revoke', by, detail: { ...contact, kind } }
      const isDone = decide(decision, (tx) => {
        if (!deleteContact(tx, contact)) return false
        if (!contacts.findRole(contact))
          dismissDeliveries(tx, { ...contact, reason: 'The owner shut him out.' })
        return true
      })
      const setting = contacts.findRole(contact) ? `channels.${channel}.allowFrom` : null
      if (isDone) return { stillLetIn: setting }
      throw new AppError(
        'not_found',
        setting === null
          ? `Nobody of that id was let in on ${channel}. Look at "openclaw contacts list".`
          : `It is ${setting} in openclaw.json that lets this id in. Take it out there.`,
      )
    },
    allowGroup({ channel, account, chatId, name }, by) {
      const group = { channel, account, chatId }
      decide({ action: 'group.allow', by, detail: group }, (tx) => {
        saveAllowedGroup(tx, { ...group, name: deps.cleanName(name), createdAt: clock.now() })
        return true
      })
    },
    revokeGroup({ channel, account, chatId }, by) {
      const group = { channel, account, chatId }
      if (decide({ action: 'group.revoke', by, detail: group }, (tx) => deleteAllowedGroup(tx, group))) return
      throw new AppError(
        'not_found',
        `That group was not allowed on ${channel}. Look at "openclaw contacts list".`,
      )
    },
  }
}
