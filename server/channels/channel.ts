import type { QueueMode } from '#protocol/sessions.ts'

/**
 * How a channel account is doing, for the panel and the supervisor. `code` names a kind of trouble that the panel
 * has words for in each of its languages; the sentences are for everybody else.
 */
export type ChannelState =
  | { kind: 'off' }
  | { kind: 'connecting' }
  | { kind: 'ready' }
  | { kind: 'degraded'; reason: string; code?: string }
  | { kind: 'needs-action'; reason: string; fix: string; code?: string }

export interface ChannelAddress {
  readonly name: string
  readonly url: string
}

/** One message from a platform, with the platform's own immutable ids. Names are for show only. */
export interface InboundMessage {
  readonly channel: string
  readonly account: string
  /** Id of the delivery; the same message can come again under another one. */
  readonly eventId: string
  readonly chatId: string
  readonly chatKind: 'direct' | 'group'
  readonly messageId: string
  readonly senderId: string
  readonly senderName: string
  readonly text: string
  /** Words of one of the owner's own channels that the owner did not write himself. */
  readonly tainted?: boolean
  /** In a group: whether the message names us, or answers one of ours, as the platform says itself. */
  readonly mentioned?: boolean
  readonly repliedToUs?: boolean
  /** What it does where the session is busy; `steer` where absent. */
  readonly mode?: QueueMode
  /** The model that a program asked for, as `provider:model`: for this one turn, and nothing else answers. */
  readonly model?: string
  /** The model sees nothing of what was said here before: the message brings its whole conversation. */
  readonly fresh?: boolean
  /** The position in the platform's stream that is safe to confirm once this message is stored. */
  readonly cursor?: string
}

/** What became of one attempt to deliver. `uncertain`: it may have arrived; never resent blindly. */
export type SendResult =
  | { kind: 'sent'; messageId: string }
  | { kind: 'refused'; reason: string; retryAfterMs?: number; permanent: boolean }
  | { kind: 'uncertain'; reason: string }

export interface OutboundMessage {
  readonly chatId: string
  readonly text: string
  /** Same key, same message: platforms that know such keys deliver it once. */
  readonly idempotencyKey: string
}

/** A request that a platform sent to `/hooks/channel/<channel>/<account>`. Nobody has checked where it comes from. */
export interface WebhookRequest {
  readonly method: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly query: URLSearchParams
  /** The bytes as they came: signatures are made over them. At most 256 KiB. */
  readonly body: Buffer
}

export interface WebhookAnswer {
  readonly status: number
  readonly contentType?: string
  readonly body?: string
}

/**
 * What the gateway needs of a chat platform. A channel turns platform events into InboundMessages and
 * waits for `receive` before it acknowledges anything to the platform. `send` never throws.
 */
export interface Channel {
  readonly name: string
  readonly account: string
  /** Most characters of one outgoing message. */
  readonly textLimit: number
  /**
   * Whether the platform delivers one idempotency key once, for an hour at least: what may have arrived is
   * then sent again under its key. Elsewhere it is shown as uncertain.
   */
  readonly resendsSafely: boolean
  /** Resolves at the first state that says something. A rejection is tried again by the supervisor. */
  start(receive: (message: InboundMessage) => Promise<void>): Promise<void>
  /** Also ends a start that is under way. */
  stop(): Promise<void>
  state(): ChannelState
  /** Where people write to it, once the platform has said so: `@claw_bot`, `https://t.me/claw_bot`. */
  address?(): ChannelAddress | undefined
  send(message: OutboundMessage): Promise<SendResult>
  /** For platforms that call us. Checks the signature itself and answers after `receive` has resolved. */
  webhook?(request: WebhookRequest): Promise<WebhookAnswer>
}
