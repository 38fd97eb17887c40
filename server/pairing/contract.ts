import type { Db } from '#db/client.ts'
import type { ApprovedPairing, PairingApproval, PairingSummary } from '#protocol/access/pairing.ts'
import type { Principal } from '#protocol/access/principal.ts'

export interface PairingFeature {
  /** Who waits, and the channel accounts where nobody else can be noted before one is decided about. */
  list(): { requests: PairingSummary[]; full: { channel: string; account: string }[] }
  /**
   * Lets somebody in, once. Throws `not_found` for a wrong, an expired or another channel's code,
   * `conflict` for a used one, `too_many` where this credential typed five wrong ones, and `forbidden`
   * where more would be given than it has itself.
   */
  approve(approval: PairingApproval, by: Principal): ApprovedPairing
  /** Sends one away for the rest of his hour. Throws as `approve` does. */
  reject(pairingId: string, by: Principal): void
  /** Sends everybody away who waits at one channel account. */
  rejectAll(at: { channel: string; account: string }, by: Principal): { rejected: number }
}

/** Somebody on a platform whom the owner does not know, by the platform's own ids. */
export interface Stranger {
  readonly channel: string
  readonly account: string
  readonly senderId: string
  readonly chatId: string
  /** As he wrote it, and as it may be shown. */
  readonly name: { readonly written: string; readonly shown: string }
  readonly language: 'en' | 'zh'
}

/** A new code to be told, once; or silence, because he was told already or nobody else can be noted. */
export type Greeting =
  | { kind: 'code'; code: string }
  | { kind: 'silence'; reason: 'told-already' | 'queue-full' }

/** Notes a stranger inside the transaction that stores his message. */
export type MeetStranger = (tx: Db, stranger: Stranger) => Greeting

/** What a browser that is not known yet gets. */
export interface BrowserPairing {
  /** Throws `too_many` where three wait, or many asked within a minute. */
  request(name: string): { pairingId: string; secret: string; code: string; expiresAt: number }
  /**
   * Waits up to 20 s for the owner's decision. `unknown`: there is no such request with this secret. Nothing
   * is used up for somebody who has `gone`.
   */
  claim(proof: { pairingId: string; secret: string }, gone: AbortSignal): Promise<BrowserClaim>
}

export type BrowserClaim =
  | { kind: 'pending' }
  | { kind: 'admitted'; setCookie: string; key: string }
  | { kind: 'rejected' | 'expired' | 'unknown' }

/** Everything that pairing does, and the end of it. */
export interface Pairing extends PairingFeature {
  readonly meet: MeetStranger
  readonly browsers: BrowserPairing
  stop(): void
}
