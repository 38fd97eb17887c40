import { AppError, toAppError } from '#protocol/errors.ts'
import { CHAT_TEXT_LIMIT } from '#protocol/sessions.ts'
import {
  type Channel,
  type ChannelState,
  type InboundMessage,
  type OutboundMessage,
  TEXT_ONLY,
} from './channel.ts'

/** A channel whose platform is the gateway itself: its chats are sessions, its clients are on the port. */
export interface LocalChannel extends Channel {
  /** One message of the owner. Resolves when it is stored; rejects where it could not be, or before `start`. */
  submit(message: InboundMessage): Promise<void>
}

/**
 * The panel (`web`), the command line (`cli`), the jobs (`cron`), tasks between conversations (`session`) or
 * programs (`hook`, `api`) as a channel.
 * Answers of runs are in their session already; `send` is for what the gateway says unasked. `post` stores a text in a session under the
 * given id, once, and gives undefined where there is no such session.
 */
export function createLocalChannel(
  name: 'web' | 'cli' | 'cron' | 'session' | 'hook' | 'api',
  post: (note: { sessionId: string; messageId: string; text: string }) => string | undefined,
): LocalChannel {
  let receive: ((message: InboundMessage) => Promise<void>) | undefined

  return {
    name,
    account: 'default',
    textLimit: CHAT_TEXT_LIMIT,
    resendsSafely: true,
    capabilities: TEXT_ONLY,
    async start(listener) {
      receive = listener
    },
    async stop() {
      receive = undefined
    },
    state: (): ChannelState => (receive ? { kind: 'ready' } : { kind: 'off' }),
    async submit(message) {
      if (!receive) {
        throw new AppError('agent_unavailable', 'The gateway is starting or stopping. Try again in a moment.')
      }
      await receive(message)
    },
    async send({ chatId, text, idempotencyKey }: OutboundMessage) {
      if (!receive) return { kind: 'refused', reason: 'The gateway is stopping.', permanent: false }
      try {
        const messageId = post({ sessionId: chatId, messageId: idempotencyKey, text })
        return messageId === undefined
          ? { kind: 'refused', reason: 'There is no such session.', permanent: true }
          : { kind: 'sent', messageId }
      } catch (cause) {
        // The write was rolled back, so it certainly did not arrive.
        return { kind: 'refused', reason: toAppError(cause).message, permanent: false }
      }
    },
  }
}
