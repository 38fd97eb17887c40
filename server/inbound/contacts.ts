import type { Db } from '#db/client.ts'
import { findContact, isGroupAllowed } from '#db/queries/contacts.ts'
import type { Config } from '#protocol/config.ts'
import type { Contacts } from './admit.ts'

/** The people and groups that the owner has let in, as database and configuration have them at each message. */
export function createContacts(db: Db, config: () => Pick<Config, 'channels'>): Contacts {
  return {
    findRole: (sender) => findContact(db, sender)?.kind,
    isGroupAllowed: (group) => isGroupAllowed(db, group),
    groupRule({ channel, account }) {
      const settings = config().channels[channel]
      return settings?.accounts?.[account]?.groups ?? settings?.groups ?? 'mention'
    },
  }
}
