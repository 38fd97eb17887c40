import type { Message, Update, UserFromGetMe } from 'grammy/types'
import type { InboundMessage } from '../channel.ts'
import { readFiles } from './media/read-files.ts'
import { isMentioned } from './mention.ts'

/** Who we are on Telegram. */
export type Bot = Pick<UserFromGetMe, 'id' | 'username'>

/** What people send beside text. Whatever else has no text either is a notice of Telegram's own. */
const MEDIA = [
  'photo',
  'video',
  'animation',
  'audio',
  'voice',
  'video_note',
  'document',
  'sticker',
  'poll',
  'dice',
  'game',
  'contact',
  'location',
  'venue',
  'story',
  'paid_media',
  'checklist',
  'rich_message',
] as const satisfies readonly (keyof Message)[]

const CHAT_KINDS: Readonly<Record<string, InboundMessage['chatKind']>> = {
  private: 'direct',
  group: 'group',
  supergroup: 'group',
}

/**
 * The message of a person in an update, or new words for an earlier one; undefined where there is none for us:
 * channels, bots, whoever writes in the name of a chat, notices, and every kind that is not known here. Who wrote it is
 * `from.id` and nothing else. What came without words is an empty text in a private chat, and in a group
 * nothing but where a file came; words below a picture are a text.
 */
export function readUpdate(
  { update_id, message: written, edited_message: edited }: Update,
  bot: Bot,
): Omit<InboundMessage, 'channel' | 'account'> | undefined {
  const message = written ?? edited
  if (!message?.from || message.from.is_bot || !isPlain(message)) return undefined
  const { from, chat } = message
  const chatKind = CHAT_KINDS[chat.type]
  const isDirect = chatKind === 'direct'
  if (chatKind === undefined || (isDirect && chat.id !== from.id)) return undefined

  const text = message.text ?? message.caption ?? ''
  const attachments = written ? readFiles(message) : []
  if (
    text === '' &&
    attachments.length === 0 &&
    !(written && isDirect && MEDIA.some((kind) => message[kind] !== undefined))
  )
    return undefined
  return {
    // Another bot under the same account numbers from the start again.
    eventId: `${bot.id}:${update_id}`,
    messageId: `${bot.id}:${message.message_id}`,
    chatId: String(chat.id),
    chatKind,
    ...readThread(message),
    senderId: String(from.id),
    senderName: [from.first_name, from.last_name].filter(Boolean).join(' '),
    ...(from.language_code === undefined ? {} : { language: readLanguage(from.language_code) }),
    text,
    ...(message.date > 0 ? { sentAt: message.date * 1_000 } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(written ? {} : { edited: true as const }),
    ...(message.media_group_id === undefined ? {} : { albumId: message.media_group_id }),
    ...(isDirect ? {} : readGroup(message, text, bot)),
    // Whoever sends it on did not write it.
    ...(message.forward_origin || message.via_bot ? { tainted: true } : {}),
  }
}

/** Telegram gives IETF tags: `zh-hans`, `pt-br`. */
const readLanguage = (tag: string): 'en' | 'zh' => (/^zh\b/i.test(tag) ? 'zh' : 'en')

/** A message that somebody wrote himself, as himself, in a chat that we are in, and that has a number. */
function isPlain(message: Message): boolean {
  return (
    message.message_id > 0 &&
    message.sender_chat === undefined &&
    message.business_connection_id === undefined &&
    message.sender_business_bot === undefined &&
    message.guest_query_id === undefined &&
    message.guest_bot_caller_user === undefined &&
    message.ephemeral_message_id === undefined &&
    message.is_automatic_forward === undefined
  )
}

/** The topic that it was written in. Replies elsewhere form threads too, which are no places of their own. */
const readThread = ({ is_topic_message, message_thread_id }: Message): { threadId?: string } =>
  is_topic_message && message_thread_id !== undefined ? { threadId: String(message_thread_id) } : {}

function readGroup(message: Message, text: string, bot: Bot) {
  const topic = message.is_topic_message ? message.reply_to_message?.forum_topic_created?.name : undefined
  return {
    mentioned: isMentioned(message, text, bot),
    repliedToUs: isReplyTo(message, bot),
    ...(message.chat.title === undefined ? {} : { chatTitle: message.chat.title }),
    ...(topic === undefined ? {} : { topicTitle: topic }),
  }
}

/** In a topic that nobody replied in, Telegram gives the notice that opened the topic. */
function isReplyTo({ reply_to_message: answered }: Message, bot: Bot): boolean {
  return answered?.from?.id === bot.id && answered.forum_topic_created === undefined
}

/** The group that we were just added to, or undefined. */
export function findNewGroup({ message }: Update, bot: Bot): { id: string; title: string } | undefined {
  if (!message?.new_chat_members?.some(({ id }) => id === bot.id)) return undefined
  return { id: String(message.chat.id), title: message.chat.title ?? '' }
}
