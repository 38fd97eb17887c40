import type { Db } from '#db/client.ts'
import { findContact, isGroupAllowed } from '#db/queries/contacts.ts'
import type { Contacts } from './admit.ts'

/** The people and groups that the owner has let in, as the database has them at each message. */
export function createContacts(db: Db): Contacts {
  return {
    findRole: (sender) => findContact(db, sender)?.kind,
    isGroupAllowed: (group) => isGroupAllowed(db, group),
  }
}
