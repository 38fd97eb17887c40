import type { InboundMessage } from '../channels/channel.ts'
import { isOwnChannel } from '../own-channels.ts'
import { isProgramChannel } from '../program-channels.ts'

/** When the assistant answers in a group that it may answer in. */
export type GroupRule = 'mention' | 'always' | 'off'

/** The people and groups that the owner has let in, by the platform's own immutable ids. */
export interface Contacts {
  findRole(sender: { channel: string; account: string; senderId: string }): 'owner' | 'guest' | undefined
  isGroupAllowed(group: { channel: string; account: string; chatId: string }): boolean
  /** Absent: only where it is addressed. */
  groupRule?(at: { channel: string; account: string }): GroupRule
}

export type Admission =
  | { kind: 'owner' }
  | { kind: 'guest' }
  | { kind: 'stranger'; reason: 'not-paired' }
  | { kind: 'ignored'; reason: 'groups-off' | 'group-not-allowed' | typeof NOT_ADDRESSED }

/** Said in a group to the others: kept for a while, as what the assistant may know when it is addressed. */
export const NOT_ADDRESSED = 'not-addressed'

/**
 * Whether a message gets an answer, and as whose. Looks at ids only: names and text are chosen by
 * whoever writes. Anyone the owner has not let in is a stranger, also inside a group that is allowed.
 */
export function decideAdmission(message: InboundMessage, contacts: Contacts): Admission {
  if (isOwnChannel(message.channel)) return { kind: 'owner' }
  if (isProgramChannel(message.channel)) return { kind: 'guest' }
  if (message.chatKind === 'group') {
    const rule = contacts.groupRule?.(message) ?? 'mention'
    if (rule === 'off') return { kind: 'ignored', reason: 'groups-off' }
    if (!contacts.isGroupAllowed(message)) return { kind: 'ignored', reason: 'group-not-allowed' }
    const isAddressed = message.mentioned === true || message.repliedToUs === true
    if (rule === 'mention' && !isAddressed) return { kind: 'ignored', reason: NOT_ADDRESSED }
  }
  const role = contacts.findRole(message)
  return role === undefined ? { kind: 'stranger', reason: 'not-paired' } : { kind: role }
}
