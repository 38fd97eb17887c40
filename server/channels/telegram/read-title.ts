import type { Update } from 'grammy/types'
import type { ChatTitle } from '../channel.ts'

/** The notice that a group, or a topic of one, has another name now; undefined in every other update. */
export function readTitle({ message }: Update): Omit<ChatTitle, 'channel' | 'account'> | undefined {
  if (message?.chat.type !== 'group' && message?.chat.type !== 'supergroup') return undefined
  const chatId = String(message.chat.id)
  if (message.new_chat_title !== undefined) return { chatId, chatTitle: message.new_chat_title }
  const topicTitle = message.forum_topic_edited?.name
  if (topicTitle === undefined || message.message_thread_id === undefined) return undefined
  return { chatId, threadId: String(message.message_thread_id), topicTitle }
}
