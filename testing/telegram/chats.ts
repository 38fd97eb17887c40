import { type FormattedText, parseHtml, trim } from './html.ts'
import { badRequest, Refusal } from './refusal.ts'

/** Most UTF-16 units of a message, after its entities are parsed. */
const TEXT_LIMIT = 4_096

/** The same of the words below a file. */
const CAPTION_LIMIT = 1_024

export type Params = Readonly<Record<string, unknown>>

interface Chat {
  readonly id: number
  readonly about: object
  /** What is in the chat, people's messages included: those have no text here. */
  readonly messages: Map<number, (FormattedText & { reply_markup?: unknown }) | undefined>
  lastMessageId: number
  isBlocked: boolean
}

/** The chats that the bot is in, with their messages. `self` is what getMe answers. */
export function createChats(self: object) {
  const chats = new Map<number, Chat>()

  function open(id: number, about: object = { id, type: id < 0 ? 'supergroup' : 'private' }): Chat {
    const known = chats.get(id)
    if (known) return known
    const chat: Chat = { id, about, messages: new Map(), lastMessageId: 0, isBlocked: false }
    chats.set(id, chat)
    return chat
  }

  function getChat(params: Params): Chat {
    const chat = chats.get(Number(params.chat_id))
    if (!chat) throw badRequest('chat not found')
    if (chat.isBlocked) throw new Refusal(403, 'Forbidden: bot was blocked by the user')
    return chat
  }

  function describe(chat: Chat, messageId: number): object {
    const { text, entities, reply_markup } = chat.messages.get(messageId) ?? { text: '', entities: [] }
    return {
      message_id: messageId,
      from: self,
      chat: chat.about,
      date: Math.floor(Date.now() / 1000),
      text,
      ...(entities.length > 0 ? { entities } : {}),
      ...(reply_markup === undefined ? {} : { reply_markup }),
    }
  }

  return {
    open,
    /** What somebody wrote gets the next id of its chat, or keeps the one it came with. */
    note(message: { chat: { id: number }; message_id?: number }): number {
      const chat = open(message.chat.id, message.chat)
      const messageId = message.message_id ?? chat.lastMessageId + 1
      chat.lastMessageId = Math.max(chat.lastMessageId, messageId)
      if (!chat.messages.has(messageId)) chat.messages.set(messageId, undefined)
      return messageId
    },
    send(params: Params): { messageId: number; result: object } {
      const chat = getChat(params)
      const formatted = readText(params)
      const reply = params.reply_parameters as Params | undefined
      const answered = reply?.message_id ?? params.reply_to_message_id
      if (
        answered !== undefined &&
        !chat.messages.has(Number(answered)) &&
        reply?.allow_sending_without_reply !== true
      ) {
        throw badRequest('message to be replied not found')
      }
      chat.lastMessageId += 1
      chat.messages.set(chat.lastMessageId, { ...formatted, ...readMarkup(params) })
      return { messageId: chat.lastMessageId, result: describe(chat, chat.lastMessageId) }
    },
    /** A photo, document or voice message, with the file in the same call. */
    sendFile(kind: string, params: Params): { messageId: number; result: object } {
      const chat = getChat(params)
      const named = String(params[kind] ?? '')
      const file = params[kind] instanceof Blob ? params[kind] : params[named.replace('attach://', '')]
      if (!(file instanceof Blob) || file.size === 0) throw badRequest(`there is no ${kind} in the request`)
      const { caption } = params
      const words =
        caption === undefined ? { text: '', entities: [] } : readText({ ...params, text: caption })
      if (words.text.length > CAPTION_LIMIT) throw badRequest('message caption is too long')
      chat.lastMessageId += 1
      chat.messages.set(chat.lastMessageId, words)
      const result = { ...describe(chat, chat.lastMessageId), [kind]: { file_size: file.size } }
      return { messageId: chat.lastMessageId, result }
    },
    edit(params: Params): { messageId: number; result: object } {
      const chat = getChat(params)
      const messageId = Number(params.message_id)
      const old = chat.messages.get(messageId)
      if (!chat.messages.has(messageId)) throw badRequest('message to edit not found')
      if (!old) throw badRequest("message can't be edited")
      const changed = { ...readText(params), ...readMarkup(params) }
      if (JSON.stringify(changed) === JSON.stringify(old)) {
        throw badRequest(
          'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
        )
      }
      chat.messages.set(messageId, changed)
      return { messageId, result: describe(chat, messageId) }
    },
    /** A draft goes away by itself: nothing of it stays in the chat. */
    draft(params: Params): void {
      const chat = getChat(params)
      if (chat.id < 0) throw badRequest('drafts can be sent only to private chats')
      if (!(Number(params.draft_id) > 0)) throw badRequest('draft_id must be non-zero')
      readText(params)
    },
    act(params: Params): void {
      getChat(params)
      if (!/^(typing|upload_\w+|record_\w+|choose_sticker|find_location)$/.test(String(params.action))) {
        throw badRequest('wrong parameter action in request')
      }
    },
    /** What the messages of a chat that the bot wrote say now, oldest first. */
    texts: (id: number): string[] =>
      [...(chats.get(id)?.messages.values() ?? [])].flatMap((message) => message?.text ?? []),
    block(id: number): void {
      open(id).isBlocked = true
    },
  }
}

function readText({ text, parse_mode, entities }: Params): FormattedText {
  if (typeof text !== 'string' || text === '') throw badRequest('message text is empty')
  const mode = String(parse_mode ?? '').toLowerCase()
  if (mode !== '' && mode !== 'html') throw badRequest(`the fake has no parse mode ${mode}`)
  const given = Array.isArray(entities) ? (entities as FormattedText['entities']) : []
  const formatted = mode === 'html' ? parseHtml(text) : trim({ text, entities: given })
  if (formatted.text === '') throw badRequest('message text is empty')
  if (formatted.text.length > TEXT_LIMIT) throw badRequest('message is too long')
  return formatted
}

const readMarkup = ({ reply_markup }: Params): { reply_markup?: unknown } =>
  reply_markup === undefined ? {} : { reply_markup }
