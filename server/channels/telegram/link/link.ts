import type { Update } from 'grammy/types'
import type { ChannelState } from '../../channel.ts'
import type { TelegramClient } from '../client.ts'
import type { Bot } from '../read-update.ts'

/** The updates that the channel reads. */
export const WANTED = ['message', 'edited_message', 'callback_query'] as const satisfies readonly Exclude<
  keyof Update,
  'update_id'
>[]

/** How late an answer may be before the connection counts as deaf, in milliseconds. */
export const LATE_MS = 8_000

/** What polling and webhook have in common: one connection, from the start of the channel to its stop. */
export interface Link {
  readonly client: TelegramClient
  /** Resolves when the update is done with. Rejects with NotStored where it has to come again. */
  take(update: Update, bot: Bot): Promise<void>
  /** Hears who we are there. */
  meet(bot: Bot): void
  /** Telegram has answered as it should; the state where that is not all there is to say. */
  hear(state?: ChannelState): void
  /** Resolves after so long, or when the channel stops. */
  pause(ms: number): Promise<void>
  isStopped(): boolean
}
