import type { Db } from '#db/client.ts'
import { findContact, isGroupAllowed } from '#db/queries/access/contacts.ts'
import { ANYBODY, type Config } from '#protocol/config.ts'
import type { Contacts } from '../inbound/admit.ts'

/** The people and groups that the owner has let in, as database and configuration have them at each message. */
export function createContacts(db: Db, config: () => Pick<Config, 'channels'>): Contacts {
  const settingsOf = ({ channel, account }: { channel: string; account: string }) => {
    const { accounts = {}, ...shared } = config().channels[channel] ?? {}
    const own = Object.hasOwn(accounts, account) ? accounts[account] : undefined
    return {
      dm: own?.dm ?? shared.dm ?? 'pairing',
      allowFrom: own?.allowFrom ?? shared.allowFrom ?? [],
      groups: own?.groups ?? shared.groups ?? 'mention',
    }
  }

  return {
    findRole(sender) {
      const role = findContact(db, sender)?.kind
      if (role !== undefined) return role
      const isListed = sender.senderId !== ANYBODY && settingsOf(sender).allowFrom.includes(sender.senderId)
      return isListed ? 'guest' : undefined
    },
    isGroupAllowed: (group) => isGroupAllowed(db, group),
    groupRule: (at) => settingsOf(at).groups,
    dmPolicy(at) {
      const { dm, allowFrom } = settingsOf(at)
      // Open to anybody is said twice, or it is not meant.
      return dm === 'open' && !allowFrom.includes(ANYBODY) ? 'allowlist' : dm
    },
  }
}
