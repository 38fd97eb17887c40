import type { PushSubscription } from '#protocol/access/push.ts'

export interface PushFeature {
  /**
   * What this browser subscribes with (`publicKey`, null where there is none, and `problem` says why), and the
   * address that is kept for it.
   */
  get(credentialId: string): { publicKey: string | null; problem: string | null; endpoint: string | null }
  /** Keeps where this browser gets its notices. Throws `bad_request` for an address that is no push service's. */
  subscribe(credentialId: string, subscription: PushSubscription): void
  /** Idempotent. */
  unsubscribe(credentialId: string): void
  /** Sends this browser a notice, also while it looks. Throws `not_found` where it has none to get it with. */
  test(credentialId: string): Promise<{ outcome: PushOutcome }>
  /** Whether somebody looks at the panel in this browser: it is told of nothing that it shows. To be said again and again. */
  look(credentialId: string, isLooking: boolean): void
}

/** `gone`: the browser gave the address up, and it was forgotten; `failed`: the push service did not take it. */
export type PushOutcome = 'sent' | 'gone' | 'failed'
