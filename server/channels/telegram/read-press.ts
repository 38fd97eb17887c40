import type { Update } from 'grammy/types'
import type { InboundPress } from '../channel.ts'
import type { Bot } from './read-update.ts'

/** The press of a button below one of our messages, or undefined. Who it was is `from.id` and nothing else. */
export function readPress(
  { callback_query: query }: Update,
  bot: Pick<Bot, 'id'>,
): Omit<InboundPress, 'channel' | 'account'> | undefined {
  if (query?.message === undefined || query.data === undefined || query.from.is_bot) return undefined
  const { id, from, message, data } = query
  return {
    // Another bot under the same account has presses of its own.
    pressId: `${bot.id}:${id}`,
    chatId: String(message.chat.id),
    messageId: String(message.message_id),
    senderId: String(from.id),
    senderName: [from.first_name, from.last_name].filter(Boolean).join(' '),
    actionId: data,
  }
}
