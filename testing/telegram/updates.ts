/** A person as Telegram tells of one. The name is what he likes to be called; only the id is his. */
export interface Person {
  readonly id: number
  readonly first_name: string
  readonly username?: string
  readonly language_code?: string
  readonly is_bot?: boolean
}

export interface Group {
  readonly id: number
  readonly type: 'group' | 'supergroup'
  readonly title: string
}

export interface Message {
  readonly chat: { readonly id: number }
  readonly message_id?: number
  readonly [field: string]: unknown
}

export const person = (id: number, rest: Partial<Person> = {}): Person => ({
  id,
  is_bot: false,
  first_name: `Person ${id}`,
  ...rest,
})

export const group = (id: number, title = `Group ${id}`): Group => ({ id, type: 'supergroup', title })

const privateChat = ({ id, first_name, username }: Person) => ({
  id,
  type: 'private',
  first_name,
  ...(username === undefined ? {} : { username }),
})

/** A message without its id and date, which `push` gives it. `extra` is laid over it. */
export const privateMessage = (from: Person, extra: object): { message: Message } => ({
  message: { from, chat: privateChat(from), ...extra },
})

export const privateText = (from: Person, text: string): { message: Message } =>
  privateMessage(from, { text, entities: findCommands(text) })

/** Words in a group. Mentions are marked as Telegram marks them, wherever an `@name` stands. */
export const groupText = (where: Group, from: Person, text: string): { message: Message } => ({
  message: { from, chat: where, text, entities: [...findCommands(text), ...findMentions(text)] },
})

/** Names a person without a username: the id is in the entity, the text says anything. */
export function groupNaming(where: Group, from: Person, named: Person): { message: Message } {
  const entities = [{ type: 'text_mention', offset: 0, length: named.first_name.length, user: named }]
  return { message: { from, chat: where, text: `${named.first_name} hello`, entities } }
}

export const groupReply = (
  where: Group,
  from: Person,
  { text, to, messageId }: { text: string; to: Person; messageId: number },
): { message: Message } => {
  const replied = { message_id: messageId, from: to, chat: where, date: 1_760_000_000, text: 'earlier words' }
  return { message: { ...groupText(where, from, text).message, reply_to_message: replied } }
}

/** Words of somebody else that `from` passed on. */
export const forwarded = (from: Person, author: Person, text: string): { message: Message } =>
  privateMessage(from, {
    text,
    forward_origin: { type: 'user', sender_user: author, date: 1_760_000_000 },
  })

export const edited = (from: Person, text: string, messageId = 1): object => ({
  edited_message: {
    ...privateText(from, text).message,
    message_id: messageId,
    edit_date: 1_760_000_100,
  },
})

export const channelPost = (id: number, text: string): object => {
  const chat = { id, type: 'channel', title: 'News' }
  return { channel_post: { sender_chat: chat, chat, text } }
}

/** A group's administrator who hides behind the group: the sender that is named is a stand-in for all of them. */
export const anonymousAdmin = (where: Group, text: string): { message: Message } => {
  const from = person(1_087_968_824, { is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' })
  return { message: { ...groupText(where, from, text).message, sender_chat: where } }
}

/** A channel that speaks in a group. */
export const asChannel = (where: Group, text: string): { message: Message } => {
  const from = person(136_817_688, { is_bot: true, first_name: 'Channel', username: 'Channel_Bot' })
  const sender = { id: -1_001_999, type: 'channel', title: 'News' }
  return { message: { ...groupText(where, from, text).message, sender_chat: sender } }
}

export const sticker = (from: Person): { message: Message } =>
  privateMessage(from, {
    sticker: { ...file('sticker'), type: 'regular', width: 512, height: 512, emoji: '🦞' },
  })

export const photo = (from: Person, caption?: string): { message: Message } =>
  privateMessage(from, {
    photo: [{ ...file('photo'), width: 90, height: 60 }],
    ...(caption === undefined ? {} : { caption }),
  })

export const poll = (from: Person): { message: Message } =>
  privateMessage(from, {
    poll: { id: '1', question: 'Which?', options: [{ text: 'this', voter_count: 0 }], type: 'regular' },
  })

/** Somebody came into the group: a message without words. */
export const serviceMessage = (where: Group, from: Person): { message: Message } => ({
  message: { from, chat: where, new_chat_members: [from] },
})

export const buttonPress = (from: Person, messageId: number, data: string): object => ({
  callback_query: {
    id: `${from.id}-${messageId}-${data}`,
    from,
    message: { message_id: messageId, chat: privateChat(from), date: 1_760_000_000 },
    chat_instance: '1',
    data,
  },
})

/** What a later Bot API may bring. */
export const unknownKind = (): object => ({ telepathy: { from: person(1), thought: '…' } })

const file = (kind: string) => ({ file_id: `${kind}-1`, file_unique_id: `u-${kind}-1`, file_size: 1_000 })

const findMentions = (text: string): object[] => findMarks(text, { type: 'mention', mark: /@\w{5,32}/g })

const findCommands = (text: string): object[] =>
  findMarks(text, { type: 'bot_command', mark: /(?<=^|\s)\/\w+(?:@\w+)?/g })

/** Offsets in UTF-16 units, as in the Bot API. */
const findMarks = (text: string, { type, mark }: { type: string; mark: RegExp }): object[] =>
  [...text.matchAll(mark)].map(({ index, 0: found }) => ({ type, offset: index, length: found.length }))
