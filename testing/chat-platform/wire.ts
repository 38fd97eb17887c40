/** One update as the platform hands it out. `cursor` is its place in the stream of the account. */
export interface PlatformUpdate {
  readonly cursor: number
  readonly eventId: string
  readonly chatId: string
  readonly chatKind: 'direct' | 'group'
  readonly messageId: string
  readonly senderId: string
  readonly senderName: string
  readonly text: string
}

/** A message that the platform took from a gateway and showed to people; a later one with its id took its place. */
export interface AcceptedMessage {
  readonly messageId: string
  readonly chatId: string
  readonly text: string
  readonly key: string
}

/** How the platform behaves: chances between 0 and 1, delays in milliseconds. */
export interface PlatformHabits {
  readonly seed: number
  /** Hands the same event out twice. */
  readonly repeatEvent: number
  /** Hands the same message out again, as another event. */
  readonly repeatMessage: number
  /** Takes a message and loses the answer. */
  readonly dropAnswer: number
  /** Refuses a message for a moment, as for too many. */
  readonly refuse: number
  /** Hands out neighbours of different chats in the other order. */
  readonly reorder: number
  readonly mostDelayMs: number
  /** Whether the same key twice is the same message. */
  readonly knowsKeys: boolean
}

export const CALM: PlatformHabits = {
  seed: 1,
  repeatEvent: 0,
  repeatMessage: 0,
  dropAnswer: 0,
  refuse: 0,
  reorder: 0,
  mostDelayMs: 0,
  knowsKeys: false,
}

export interface PlatformReport {
  /** Updates that exist and updates that were confirmed, over all accounts. */
  readonly updates: number
  readonly confirmed: number
  readonly repeated: number
  readonly accepted: readonly AcceptedMessage[]
}
