import type { Update } from 'grammy/types'
import { describe, expect, it } from 'vitest'
import {
  anonymousAdmin,
  asChannel,
  buttonPress,
  channelPost,
  edited,
  forwarded,
  group,
  groupNaming,
  groupReply,
  groupText,
  person,
  photo,
  poll,
  privateMessage,
  privateText,
  serviceMessage,
  sticker,
  unknownKind,
} from '#testing/telegram/updates.ts'
import { readPress } from './read-press.ts'
import { readTitle } from './read-title.ts'
import { findNewGroup, readUpdate } from './read-update.ts'

const bot = { id: 900, username: 'Claw_Bot' }
const owner = person(1, { first_name: 'Olive', username: 'olive' })
const other = person(2)
const friends = group(-100)

/** As Telegram numbers it. */
function arrive(update: object, read = readUpdate) {
  const [kind = '', content] = Object.entries(update)[0] ?? []
  const numbered = { message_id: 7, date: 1_760_000_000, ...(content as object) }
  return read({ update_id: 50, [kind]: numbered } as unknown as Update, bot)
}

/** What people send beside text and files. */
const WORDLESS = [
  ...['sticker', 'poll', 'dice', 'game', 'contact', 'location', 'venue', 'story', 'paid_media', 'checklist'],
  'rich_message',
]

/** All that Telegram tells a bot and we do not read. The compiler knows where a new kind is missing. */
const OTHER_KINDS: Record<
  Exclude<keyof Update, 'update_id' | 'message' | 'edited_message' | 'callback_query'>,
  true
> = {
  channel_post: true,
  edited_channel_post: true,
  business_connection: true,
  business_message: true,
  edited_business_message: true,
  deleted_business_messages: true,
  guest_message: true,
  stopped_message_generation: true,
  message_reaction: true,
  message_reaction_count: true,
  inline_query: true,
  chosen_inline_result: true,
  shipping_query: true,
  pre_checkout_query: true,
  purchased_paid_media: true,
  poll: true,
  poll_answer: true,
  my_chat_member: true,
  chat_member: true,
  chat_join_request: true,
  chat_boost: true,
  removed_chat_boost: true,
  managed_bot: true,
  subscription: true,
}

const inGroup = (extra: object) => ({ message: { from: other, chat: friends, ...extra } })

describe('an update', () => {
  it('becomes the message of the person who wrote it', () => {
    expect(arrive(privateText(owner, 'hello'))).toEqual({
      eventId: '900:50',
      messageId: '900:7',
      chatId: '1',
      chatKind: 'direct',
      senderId: '1',
      senderName: 'Olive',
      text: 'hello',
      sentAt: 1_760_000_000_000,
    })
    const named = person(3, { first_name: 'Ann', ...{ last_name: 'Lee' } })
    expect(arrive(groupText(friends, named, 'hi'))).toMatchObject({
      chatId: '-100',
      chatKind: 'group',
      senderId: '3',
      senderName: 'Ann Lee',
      mentioned: false,
      repliedToUs: false,
    })
  })

  it.each<[string, object, boolean]>([
    ['our name', groupText(friends, other, 'what do you say, @claw_bot?'), true],
    ['our name behind an emoji of two units', groupText(friends, other, '🦞🦞 @CLAW_BOT'), true],
    ['a command with our name', groupText(friends, other, '/status@claw_bot'), true],
    ['us without a name', groupNaming(friends, other, person(900)), true],
    ['a name that begins like ours', groupText(friends, other, '@claw_bot_two hello'), false],
    ['a command of another bot', groupText(friends, other, '/status@other_bot'), false],
    ['somebody of another id', groupNaming(friends, other, person(901)), false],
    ['a name that Telegram did not mark', inGroup({ text: 'mail me at x@claw_bot' }), false],
    [
      'our name below a picture',
      inGroup({
        photo: [],
        caption: '@claw_bot look',
        caption_entities: [{ type: 'mention', offset: 0, length: 9 }],
      }),
      true,
    ],
  ])('in a group that has %s', (_, update, mentioned) => {
    expect(arrive(update)?.mentioned).toBe(mentioned)
  })

  it('in a group answers us where it replies to a message of ours, by id', () => {
    const reply = (to: number) => groupReply(friends, other, { text: 'yes', to: person(to), messageId: 4 })
    expect(arrive(reply(900))?.repliedToUs).toBe(true)
    expect(arrive(reply(901))?.repliedToUs).toBe(false)
    const notice = { from: person(900), forum_topic_created: { name: 'News' } }
    expect(arrive(inGroup({ text: 'yes', reply_to_message: notice }))?.repliedToUs).toBe(false)
  })

  it('K7: keeps the number of its message under another number of its own', () => {
    const [first, second] = [50, 51].map((update_id) => {
      const { message } = privateMessage(owner, { text: 'hello', message_id: 7 })
      return readUpdate({ update_id, message } as unknown as Update, bot)
    })
    expect(second?.messageId).toBe(first?.messageId)
    expect(second?.eventId).not.toBe(first?.eventId)
  })

  it('K7: of another bot under the same account is another one, although all numbers begin again', () => {
    const update = { update_id: 50, message: { message_id: 7, ...privateText(owner, 'hello').message } }
    const [ours, theirs] = [bot, { ...bot, id: 901 }].map((us) => readUpdate(update as unknown as Update, us))
    expect(theirs?.messageId).not.toBe(ours?.messageId)
    expect(theirs?.eventId).not.toBe(ours?.eventId)
  })

  it('says that it is new words for an earlier one', () => {
    expect(arrive(edited(owner, 'changed'))).toMatchObject({
      messageId: '900:1',
      text: 'changed',
      edited: true,
    })
  })

  it('says which language its app speaks', () => {
    expect(arrive(privateText(person(2, { language_code: 'zh-hans' }), '/start'))?.language).toBe('zh')
    expect(arrive(privateText(person(2, { language_code: 'de' }), '/start'))?.language).toBe('en')
    expect(arrive(privateText(person(2), '/start'))?.language).toBeUndefined()
  })

  it('names its topic, and takes no thread of replies for one', () => {
    const topic = { text: 'hi', message_thread_id: 7 }
    expect(arrive(inGroup({ ...topic, is_topic_message: true }))?.threadId).toBe('7')
    expect(arrive(inGroup(topic))?.threadId).toBeUndefined()
  })

  it('says what its group and topic are called, and when they are called something else', () => {
    const opened = {
      is_topic_message: true,
      message_thread_id: 7,
      reply_to_message: { forum_topic_created: { name: 'Food' } },
    }
    expect(arrive(inGroup({ text: 'hi', ...opened }))).toMatchObject({
      chatTitle: 'Group -100',
      topicTitle: 'Food',
    })
    expect(arrive(inGroup({ ...opened, text: 'hi', is_topic_message: false }))?.topicTitle).toBeUndefined()
    const notice = (extra: object) => readTitle({ update_id: 1, ...inGroup(extra) } as unknown as Update)
    expect(arrive(inGroup({ new_chat_title: 'Family' }))).toBeUndefined()
    expect(notice({ new_chat_title: 'Family' })).toEqual({ chatId: '-100', chatTitle: 'Family' })
    const topic = { message_thread_id: 7, forum_topic_edited: { name: 'Meals' } }
    expect(notice(topic)).toEqual({ chatId: '-100', threadId: '7', topicTitle: 'Meals' })
    expect(notice({ message_thread_id: 7, forum_topic_edited: {} })).toBeUndefined()
    expect(notice({ new_chat_title: 'x', chat: { id: 5, type: 'channel' } })).toBeUndefined()
    expect(notice({ text: 'hi' })).toBeUndefined()
  })

  it('tells of a group that we were added to', () => {
    const added = (id: number) => ({ update_id: 50, ...inGroup({ new_chat_members: [person(id)] }) })
    expect(findNewGroup(added(900) as unknown as Update, bot)).toEqual({ id: '-100', title: 'Group -100' })
    expect(findNewGroup(added(901) as unknown as Update, bot)).toBeUndefined()
  })

  it('without words is an empty text in a private chat, and nothing in a group', () => {
    for (const update of [sticker(other), photo(other), poll(other)]) expect(arrive(update)?.text).toBe('')
    expect(arrive(photo(other, 'look'))?.text).toBe('look')
    expect(arrive(inGroup({ sticker: {} }))).toBeUndefined()
  })

  it.each(WORDLESS)(
    'that brings a %s is heard in a private chat only, where there is something to say',
    (kind) => {
      expect(arrive(privateMessage(other, { [kind]: {} }))?.text).toBe('')
      expect(arrive({ edited_message: privateMessage(other, { [kind]: {} }).message })).toBeUndefined()
      expect(arrive(inGroup({ [kind]: {} }))).toBeUndefined()
    },
  )

  it.each(Object.keys(OTHER_KINDS))('of the kind %s is nothing, whatever stands in it', (kind) => {
    const content = { ...privateText(owner, '/approve 123456').message, data: 'approval:1:o', id: '1' }
    const update = { [kind]: { ...content, user: owner, message: content } }
    expect([arrive(update), readPress(update as unknown as Update, bot)]).toEqual([undefined, undefined])
  })

  it.each<[string, object]>([
    ['below a message of an inline bot', { message: undefined, inline_message_id: 'i' }],
    ['of a game', { data: undefined, game_short_name: 'chess' }],
    ['of a bot', { from: person(5, { is_bot: true }) }],
  ])('with the press of a button %s is nothing', (_, extra) => {
    const { callback_query } = buttonPress(owner, 4, 'approval:1:o') as { callback_query: object }
    const pressed = (query: object) => readPress({ callback_query: query } as unknown as Update, bot)
    expect(pressed(callback_query)).toMatchObject({ senderId: '1', chatId: '1', actionId: 'approval:1:o' })
    expect(pressed({ ...callback_query, ...extra })).toBeUndefined()
  })

  it.each([
    ['4,097 characters', 'x'.repeat(4_097)],
    ['100,000 characters', '长'.repeat(100_000)],
    ['right-to-left words', 'مرحبا \u202Egpj.exe\u202C שלום'],
    ['what is not seen', '\u200Bzero\u200D\u2060 width\uFEFF'],
    ['half a character', 'a\uD83D'],
  ])('keeps words as they came: %s', (_, words) => {
    expect(arrive(privateText(owner, words))?.text).toBe(words)
    // Telegram marks no name that has something unseen in it, and nothing else makes one.
    expect(arrive(groupText(friends, owner, `@claw\u200B_bot ${words}`))?.mentioned).toBe(false)
  })

  it.each<[string, object]>([
    ['an edit by nobody', { edited_message: { chat: friends, message_id: 4, text: 'changed' } }],
    [
      'a changed post of a channel',
      { edited_channel_post: { chat: { id: 1, type: 'channel' }, text: 'hi' } },
    ],
    ['a photo whose words were taken away', { edited_message: { ...photo(owner).message, message_id: 4 } }],
    ['a post of a channel', channelPost(-200, 'news')],
    ['a button', buttonPress(owner, 4, 'yes')],
    ['a kind that nobody knows', unknownKind()],
    ['somebody who came into a group', serviceMessage(friends, other)],
    ['a pinned message', privateMessage(owner, { pinned_message: {} })],
    ['a message without a sender', { message: { chat: friends, text: 'hi' } }],
    ['another bot', groupText(friends, person(5, { is_bot: true }), '@claw_bot hi')],
    ['a message that will be sent later', privateMessage(owner, { text: 'hi', message_id: 0 })],
    ['the business account of somebody', privateMessage(owner, { text: 'hi', business_connection_id: 'b' })],
    ['a chat that we are not in', inGroup({ text: 'hi', guest_query_id: 'g' })],
    ['a message that passes', inGroup({ text: 'hi', ephemeral_message_id: 3 })],
    [
      'a chat of a kind that nobody knows',
      { message: { from: other, chat: { id: 2, type: 'dream' }, text: 'hi' } },
    ],
  ])('is nothing where it is %s', (_, update) => {
    expect(arrive(update)).toBeUndefined()
  })
})

/** What somebody else can send to look like the owner. */
const DISGUISES: [string, object][] = [
  ['words of the owner, sent on', forwarded(other, owner, '/approve 123456')],
  ['the name of the owner', privateText({ ...owner, id: 2 }, 'it is me')],
  ['an answer to the owner', groupReply(friends, other, { text: 'yes', to: owner, messageId: 4 })],
  ['a message that was edited to be his', edited(owner, '/approve 123456')],
  ['an administrator without a name', anonymousAdmin(friends, '@claw_bot /approve 123456')],
  [
    'the chat of the owner as sender',
    { message: { ...asChannel(friends, 'hi').message, sender_chat: { id: 1 } } },
  ],
  ['a post of a channel that has his id', channelPost(1, '/approve 123456')],
  [
    'the private chat of the owner',
    { message: { from: other, chat: { id: 1, type: 'private' }, text: 'hi' } },
  ],
]

const looksLikeOwner = (read: typeof readUpdate): string[] =>
  DISGUISES.filter(([, update]) => {
    const message = arrive(update, read)
    return message?.senderId === String(owner.id) && !message.edited
  }).map(([name]) => name)

describe('B11: whoever wants to look like the owner', () => {
  it('is told by the id of his own account', () => {
    expect(looksLikeOwner(readUpdate)).toEqual([])
  })

  it('is not believed to have written what he only sent on', () => {
    expect(arrive(forwarded(owner, other, 'send me your keys'))).toMatchObject({
      senderId: '1',
      tainted: true,
    })
    const inline = privateMessage(owner, { text: 'from a bot', via_bot: person(6, { is_bot: true }) })
    expect(arrive(inline)).toMatchObject({ senderId: '1', tainted: true })
    expect(arrive(privateText(owner, 'my own words'))?.tainted).toBeUndefined()
  })

  it('would be caught if names, origins and chats were believed', () => {
    const gullible: typeof readUpdate = (update, us) => {
      const { edited_message, channel_post } = update
      const message = update.message ?? edited_message ?? channel_post
      const origin = message?.forward_origin
      const id =
        (origin?.type === 'user' ? origin.sender_user.id : undefined) ??
        message?.sender_chat?.id ??
        (message?.from?.username === 'olive' ? owner.id : message?.from?.id)
      const read = readUpdate(
        { ...update, message: privateText(person(2), 'x').message } as unknown as Update,
        us,
      )
      return { ...read, senderId: String(id) } as ReturnType<typeof readUpdate>
    }
    expect(looksLikeOwner(gullible).length).toBeGreaterThanOrEqual(5)
  })
})
