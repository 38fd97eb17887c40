import type { DmPolicy } from '#protocol/access/pairing.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { isOwnChannel, isProgramChannel } from '../own-channels.ts'

/** When the assistant answers in a group that it may answer in. */
export type GroupRule = 'mention' | 'always' | 'off'

/** The people and groups that the owner has let in, by the platform's own immutable ids. */
export interface Contacts {
  findRole(sender: { channel: string; account: string; senderId: string }): 'owner' | 'guest' | undefined
  isGroupAllowed(group: { channel: string; account: string; chatId: string }): boolean
  /** Absent: only where it is addressed. */
  groupRule?(at: { channel: string; account: string }): GroupRule
  /** Who may write directly. Absent: those who were let in, and nobody hears how to get in. */
  dmPolicy?(at: { channel: string; account: string }): DmPolicy
}

/** What of a message decides about it. */
export type Sender = Pick<
  InboundMessage,
  'channel' | 'account' | 'chatKind' | 'chatId' | 'senderId' | 'mentioned' | 'repliedToUs'
>

export type Admission =
  | { kind: 'owner' }
  | { kind: 'guest' }
  /** Nobody we know; `mayAsk`: he may ask the owner to be let in. */
  | { kind: 'stranger'; reason: 'not-paired'; mayAsk: boolean }
  | {
      kind: 'ignored'
      reason: 'no-sender' | 'direct-off' | 'groups-off' | 'group-not-allowed' | typeof NOT_ADDRESSED
    }

/** Said in a group to the others: kept for a while, as what the assistant may know when it is addressed. */
export const NOT_ADDRESSED = 'not-addressed'

/**
 * Whether a message gets an answer, and as whose. Looks at ids only: names and text are chosen by
 * whoever writes. Anyone the owner has not let in is a stranger, also inside a group that is allowed.
 */
export function decideAdmission(message: Sender, contacts: Contacts): Admission {
  if (isOwnChannel(message.channel)) return { kind: 'owner' }
  if (isProgramChannel(message.channel)) return { kind: 'guest' }
  if (message.senderId === '') return { kind: 'ignored', reason: 'no-sender' }
  return message.chatKind === 'direct' ? admitDirect(message, contacts) : admitGroup(message, contacts)
}

/** Whether somebody may still be heard and answered who was let in when he wrote. */
export const isLetIn = (sender: Sender, contacts: Contacts): boolean =>
  ['owner', 'guest'].includes(decideAdmission({ ...sender, mentioned: true }, contacts).kind)

function admitDirect(message: Sender, contacts: Contacts): Admission {
  const policy = contacts.dmPolicy?.(message) ?? 'allowlist'
  if (policy === 'disabled') return { kind: 'ignored', reason: 'direct-off' }
  const role = contacts.findRole(message)
  if (role !== undefined) return { kind: role }
  if (policy === 'open') return { kind: 'guest' }
  return { kind: 'stranger', reason: 'not-paired', mayAsk: policy === 'pairing' }
}

/** Being let in somewhere else opens no group, and an allowed group lets nobody in. */
function admitGroup(message: Sender, contacts: Contacts): Admission {
  const rule = contacts.groupRule?.(message) ?? 'mention'
  if (rule === 'off') return { kind: 'ignored', reason: 'groups-off' }
  if (!contacts.isGroupAllowed(message)) return { kind: 'ignored', reason: 'group-not-allowed' }
  const isAddressed = message.mentioned === true || message.repliedToUs === true
  if (rule === 'mention' && !isAddressed) return { kind: 'ignored', reason: NOT_ADDRESSED }
  const role = contacts.findRole(message)
  return role === undefined ? { kind: 'stranger', reason: 'not-paired', mayAsk: false } : { kind: role }
}
