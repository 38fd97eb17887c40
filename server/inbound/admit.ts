import type { InboundMessage } from '../channels/channel.ts'
import { isOwnChannel } from '../own-channels.ts'

/** The people and groups that the owner has let in, by the platform's own immutable ids. */
export interface Contacts {
  findRole(sender: { channel: string; account: string; senderId: string }): 'owner' | 'guest' | undefined
  isGroupAllowed(group: { channel: string; account: string; chatId: string }): boolean
}

export type Admission =
  | { kind: 'owner' }
  | { kind: 'guest' }
  | { kind: 'stranger'; reason: 'not-paired' }
  | { kind: 'ignored'; reason: 'group-not-allowed' }

/**
 * Whether a message gets an answer, and as whose. Looks at ids only: names and text are chosen by
 * whoever writes. Anyone the owner has not let in is a stranger.
 */
export function decideAdmission(message: InboundMessage, contacts: Contacts): Admission {
  if (isOwnChannel(message.channel)) return { kind: 'owner' }
  if (message.chatKind === 'group' && !contacts.isGroupAllowed(message)) {
    return { kind: 'ignored', reason: 'group-not-allowed' }
  }
  const role = contacts.findRole(message)
  return role === undefined ? { kind: 'stranger', reason: 'not-paired' } : { kind: role }
}
