import type { ChatOrigin } from '#db/queries/inbox.ts'
import type { Language } from '#protocol/chat/language.ts'
import type { AttachmentData } from '#protocol/media.ts'
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

/** What a platform can do beyond plain messages. What it can't, nobody asks of it. */
export interface Capabilities {
  /** `send` with `replaces`, and `show`. */
  readonly edit: boolean
  readonly buttons: boolean
  /** `typing`. */
  readonly typing: boolean
  /** `draft`, in direct chats. */
  readonly drafts: boolean
  /** Chats have topics of their own: `threadId`. */
  readonly threads: boolean
  /** Attachments, both ways. */
  readonly media: boolean
}

export const TEXT_ONLY: Capabilities = {
  edit: false,
  buttons: false,
  typing: false,
  drafts: false,
  threads: false,
  media: false,
}

/** Where in a platform something is said: a chat, and a topic of it where it has topics. */
export interface Place {
  readonly chatId: string
  readonly threadId?: string
}

/** A file that came with a message. What the platform says of it is the sender's word: nothing relies on it. */
export interface InboundAttachment {
  readonly kind: 'image' | 'audio' | 'voice' | 'video' | 'file'
  /** What the platform hands it out by, to this account. */
  readonly handle: string
  readonly name?: string
  readonly type?: string
  /** In bytes. */
  readonly size?: number
}

/** A file of a message as its platform hands it out. */
export interface FetchedFile {
  readonly bytes: AsyncIterable<Uint8Array>
  /** In bytes, where the platform says it. */
  readonly size?: number
}

/** A file to be sent, as the media store holds it. */
export interface OutboundAttachment {
  readonly mediaId: string
  readonly name: string
  /** Its MIME type, as its bytes show it. */
  readonly type: string
  /** Where the bytes are: absolute. */
  readonly path: string
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
  /** Of the person's app, where the platform says so: for lines of ours to somebody whose words have none. */
  readonly language?: Language
  readonly text: string
  /** When it was written, by the platform's own clock, in Unix milliseconds. */
  readonly sentAt?: number
  readonly threadId?: string
  readonly attachments?: readonly InboundAttachment[]
  /** Messages with the same id are one, sent in pieces: an album. */
  readonly albumId?: string
  /** Files that are kept already: only the gateway's own channels have such. */
  readonly files?: readonly AttachmentData[]
  /** New words of a message that came before, under the same `messageId`. Never a turn of its own, never an order. */
  readonly edited?: true
  /** Words of one of the owner's own channels that the owner did not write himself. */
  readonly tainted?: boolean
  /** The chat of an app in which it was asked for: only what the gateway says in its own channels has it. */
  readonly origin?: ChatOrigin
  /** In a group: whether the message names us, or answers one of ours, as the platform says itself. */
  readonly mentioned?: boolean
  readonly repliedToUs?: boolean
  /** The message of the same session that it takes the place of: a version of it, in other words. */
  readonly insteadOf?: string
  /** What the platform calls the group, and the topic as it was opened. */
  readonly chatTitle?: string
  readonly topicTitle?: string
  /** What it does where the session is busy; `steer` where absent. */
  readonly mode?: QueueMode
  /** The model that a program asked for, as `provider:model`: for this one turn, and nothing else answers. */
  readonly model?: string
  /** The model sees nothing of what was said here before: the message brings its whole conversation. */
  readonly fresh?: boolean
}

/** Somebody pressed a button below one of our messages. Who it was comes from the platform, as for a message. */
export interface InboundPress {
  readonly channel: string
  readonly account: string
  /** Id of the press; the same press can come again. */
  readonly pressId: string
  readonly chatId: string
  /** The message that the button is below. */
  readonly messageId: string
  readonly senderId: string
  readonly senderName: string
  /** What the button was made with, as whoever pressed it says. */
  readonly actionId: string
}

/** A group, or one topic of it, has another name than before. For show only, as every name. */
export interface ChatTitle extends Place {
  readonly channel: string
  readonly account: string
  /** Of the group, and with it of all its topics. */
  readonly chatTitle?: string
  /** Of the topic `threadId`. */
  readonly topicTitle?: string
}

/** A button of a message. */
export interface Button {
  readonly label: string
  /** Comes back with the press. At most 64 bytes (Telegram's limit). It is no secret and no proof. */
  readonly actionId: string
}

/** What became of one attempt to deliver. `uncertain`: it may have arrived; never resent blindly. */
export type SendResult =
  | { kind: 'sent'; messageId: string }
  | { kind: 'refused'; reason: string; retryAfterMs?: number; permanent: boolean }
  | { kind: 'uncertain'; reason: string }

export interface OutboundMessage extends Place {
  readonly text: string
  /** Same key, same message: platforms that know such keys deliver it once. */
  readonly idempotencyKey: string
  /** Rows of buttons below it. */
  readonly buttons?: readonly (readonly Button[])[]
  /**
   * One of our messages that is to become this one, with these buttons or none. Doing so twice is as good as
   * once. A permanent refusal says that it can't be changed any more; nothing was sent then.
   */
  readonly replaces?: string
  readonly attachments?: readonly OutboundAttachment[]
}

/** What is shown while an answer is being made; it is replaced by the answer, and may be lost. */
export interface Preview extends Place {
  readonly text: string
}

/** Resolves when the press is stored; rejects where it could not be. `notice`: words for whoever pressed. */
export type ReceivePress = (press: InboundPress) => Promise<{ notice: string }>

/** Resolves when the new name is stored; rejects where it could not be. The same again changes nothing. */
export type ReceiveTitle = (title: ChatTitle) => Promise<void>

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
  readonly capabilities: Capabilities
  /**
   * How long the platform keeps what it could not hand over, in milliseconds: after a longer absence messages may
   * be missing. Absent where nobody can say. Needs `heardAt`.
   */
  readonly keepsMs?: number
  /** Resolves at the first state that says something. A rejection is tried again by the supervisor. */
  start(
    receive: (message: InboundMessage) => Promise<void>,
    press?: ReceivePress,
    retitle?: ReceiveTitle,
  ): Promise<void>
  /** Also ends a start that is under way. */
  stop(): Promise<void>
  state(): ChannelState
  /** Where people write to it, once the platform has said so: `@claw_bot`, `https://t.me/claw_bot`. */
  address?(): ChannelAddress | undefined
  /**
   * When the platform was last heard of, in Unix milliseconds, where it is to be heard of at least every half
   * minute: one that is ready and silent for longer is started anew.
   */
  heardAt?(): number | undefined
  /**
   * Resolves when one more message may go into a chat, where the platform sets a pace; also when the channel
   * stops. Before a message is begun: what waits here has certainly not arrived.
   */
  turn?(chatId: string): Promise<void>
  send(message: OutboundMessage): Promise<SendResult>
  /**
   * Shows an answer in the making as a message of ours, or changes the one with `messageId`. It is not tried
   * again: a refusal with `retryAfterMs` says when there is room for a later state. Never throws.
   */
  show?(preview: Preview & { messageId?: string }): Promise<SendResult>
  /** Shows for a few seconds that an answer is being made. Never throws. */
  typing?(place: Place): Promise<void>
  /**
   * Shows an answer in the making that goes away by itself. The same number, positive, goes on with the same
   * one; `messageId` of the result means nothing. A permanent refusal: the chat has no drafts. Never throws.
   */
  draft?(preview: Preview & { draftId: number }): Promise<SendResult>
  /**
   * Opens a file of a message for reading; `signal` ends the reading, too. Rejects with `not_found` or `too_large`
   * where it will never be had, with anything else where a later try may do.
   */
  fetchFile?(handle: string, signal: AbortSignal): Promise<FetchedFile>
  /** For platforms that call us. Checks the signature itself and answers after `receive` has resolved. */
  webhook?(request: WebhookRequest): Promise<WebhookAnswer>
}
