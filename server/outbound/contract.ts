/** An answer, or a part of one, that did not reach its chat or may not have. */
export interface TroubledDelivery {
  readonly id: string
  /** Where the answer stands; null where it belongs to no conversation. */
  readonly sessionId: string | null
  readonly messageId: string | null
  readonly channel: string
  readonly account: string
  readonly chatId: string
  readonly part: number
  readonly text: string
  readonly state: 'uncertain' | 'failed' | 'held'
  readonly reason: string
  readonly createdAt: number
}

export interface OutboxFeature {
  list(): TroubledDelivery[]
  /** Sends it again, marked as a possible repeat where it may have arrived, or lets it be. Twice is once. */
  resolve(id: string, action: 'resend' | 'dismiss'): void
}
