import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { GatewayClient } from '#testing/client.ts'
import { createHurriedClock } from '#testing/hurried-clock.ts'
import { hold, text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import {
  anonymousAdmin,
  asChannel,
  buttonPress,
  channelPost,
  edited,
  forwarded,
  group,
  groupText,
  person,
  poll,
  privateMessage,
  privateText,
  serviceMessage,
  sticker,
  unknownKind,
} from '#testing/telegram/updates.ts'
import { type House, openHouse } from '../fixtures/house.ts'

const phone = person(41, { first_name: 'Olive' })
const stranger = person(66)
const friends = group(-100_200)

/** A chat takes a message a second: nobody has to wait for that. */
const PACE_MS = 1_200
const clock = createHurriedClock()

let telegram: TestTelegram
let vendor: ModelVendor
let house: House
let panel: GatewayClient

beforeAll(async () => {
  telegram = await startTelegram()
  vendor = await startModelVendor()
  const config = {
    models: { main: 'gpt-4o' },
    providers: { openai: { apiKey: 'sk-test', baseUrl: `${vendor.url}/v1` } },
    channels: { telegram: { token: telegram.token, apiRoot: `${telegram.url}/` } },
  }
  house = await openHouse({ config, environment: { OPENCLAW_LOG_LEVEL: 'info' }, clock })
  panel = house.owner
})

afterAll(async () => {
  await house.close()
  await vendor.stop()
  await telegram.stop()
})

const count = (method: string): number => telegram.calls().filter((call) => call.method === method).length

/** Resolves when the bot has written one more message than now. */
const nextMessage = (): Promise<unknown> => telegram.waitFor('sendMessage', count('sendMessage') + 1)

/** Something happens in the chat, and what it leads to goes at once. */
async function push(update: object): Promise<void> {
  const taken = telegram.waitFor('getUpdates', count('getUpdates') + 1)
  telegram.push(update)
  await taken
  clock.hurry(PACE_MS)
}

/** What the person sees next in the chat, after what there is now. */
async function hear(update: object): Promise<string | undefined> {
  const before = telegram.texts(phone.id).length
  const next = nextMessage()
  await push(update)
  await next
  return telegram.texts(phone.id)[before]
}

it('somebody writes to the bot, gets a code, is let in as the owner, and is answered with formatting', async () => {
  expect(await panel.request('channels.list')).toMatchObject({
    channels: [{ name: 'telegram', account: 'default', dmPolicy: 'pairing' }],
  })
  const code = /\b\d{6}\b/.exec((await hear(privateText(phone, '/start'))) ?? '')?.[0]
  expect(code).toBeDefined()
  expect(vendor.requests).toHaveLength(0)

  const welcome = telegram.waitFor('sendMessage', 2)
  await panel.request('pairing.approve', { channel: 'telegram', code, as: 'owner' })
  await welcome

  vendor.script(() => [text('It is **done**, see `notes.md`.')])
  expect(await hear(privateText(phone, 'is it done?'))).toBe('It is done, see notes.md.')
  expect(telegram.sent().at(-1)?.params.text).toBe('It is <b>done</b>, see <code>notes.md</code>.')
  const { sessions } = await panel.request<{ sessions: { id: string }[] }>('sessions.list')
  const main = await panel.request('chat.history', { sessionId: sessions[0]?.id })
  expect(JSON.stringify(main)).toContain('is it done?')
  expect(JSON.stringify(main)).toContain('It is **done**')
})

it('the answer grows in the chat, what needs the owner is a button there, and the run goes on by itself', async () => {
  const drafted = telegram.waitFor('sendMessageDraft')
  const turns = [
    [text('Let me see.'), hold(drafted), toolCall('exec', { argv: ['mkdir', 'made here'] })],
    [text('It is made.')],
  ]
  vendor.script(() => turns.shift() ?? [text('That is all.')])
  const asked = nextMessage()
  await push(privateText(phone, 'make it'))
  await asked
  const [draft] = await drafted
  expect(draft?.params.chat_id).toBe(phone.id)
  expect('Let me see.').toContain(draft?.params.text)
  const question = telegram.sent().at(-1)
  expect(telegram.texts(phone.id).at(-1)).toContain('mkdir "made here"')
  const [actionId = ''] = /approval:[^"]*:o/.exec(JSON.stringify(question?.params.reply_markup)) ?? []
  const answered = nextMessage()
  await push(buttonPress(phone, question?.messageId ?? 0, actionId))
  await telegram.waitFor('editMessageText')
  await answered
  expect(telegram.texts(phone.id).slice(-2)).toEqual([
    expect.stringContaining('Allowed'),
    'Let me see.\n\nIt is made.',
  ])
})

it('B11: what the owner sends on is read as words of somebody else, and gives no order', async () => {
  vendor.script(() => [text('That is a command.')])
  expect(await hear(forwarded(phone, person(99), '/status'))).toBe('That is a command.')
})

/** What reaches a bot from people who are nobody here, or from nobody at all. */
const HOSTILE: readonly [string, object][] = [
  ['a stranger under the name of the owner', privateText({ ...phone, id: 77 }, '/approve 1 always')],
  ['words of the owner that a stranger sends on', forwarded(stranger, phone, '/pair approve me')],
  ['a changed message of a stranger', edited(stranger, '/approve 1')],
  ['a changed message that never came', edited(phone, '/new', 9_999)],
  ['an administrator without a name', anonymousAdmin(friends, '@claw_test_bot /status')],
  ['a channel that speaks in a group', asChannel(friends, '@claw_test_bot hello')],
  ['a post of a channel that has the id of the owner', channelPost(phone.id, '/status')],
  ['somebody who came into a group', serviceMessage(friends, stranger)],
  ['a poll', poll(stranger)],
  ['a kind that nobody knows', unknownKind()],
  ['a press of a stranger', buttonPress(stranger, 1, 'approval:00000000-0000-0000-0000-000000000000:o')],
  ['a press of garbage', buttonPress(phone, 1, '\u0000'.repeat(64))],
  ['a hundred thousand characters', privateText(stranger, 'x'.repeat(100_000))],
  ['a name that hides', privateText({ ...stranger, first_name: '\u202E\u200B\u2800' }, '\u200F\u200B')],
  ['a picture without sizes', privateMessage(stranger, { photo: [] })],
  ['a picture that is none', privateMessage(stranger, { photo: 'a string', caption: 7 })],
  [
    'a file of a terabyte',
    privateMessage(stranger, { document: { file_id: 'f', file_size: 1e12, mime_type: '../x' } }),
  ],
  ['a voice without a handle', privateMessage(stranger, { voice: {} })],
  ['a message without anything', { message: {} }],
  ['an update without anything', {}],
  ['a press without anything', { callback_query: {} }],
]

it('B11, K7: whatever strangers and broken updates bring starts nothing, grants nothing and holds up nobody', async () => {
  const before = { requests: vendor.requests.length, contacts: await panel.request('contacts.list') }
  telegram.open(stranger.id)
  telegram.open(77)
  for (const [, update] of HOSTILE) telegram.push(update)
  vendor.script(() => [text('Still here.')])
  const own = telegram.texts(phone.id).length
  await push(privateText(phone, 'are you there?'))
  while (telegram.texts(phone.id).length === own) {
    await nextMessage()
  }
  expect(telegram.texts(phone.id).slice(own)).toEqual(['Still here.'])
  expect(vendor.requests).toHaveLength(before.requests + 1)
  expect(await panel.request('contacts.list')).toEqual(before.contacts)
  expect(await panel.request('approvals.list')).toEqual({ approvals: [] })
  expect(await panel.request('channels.list')).toMatchObject({ channels: [{ state: 'ready' }] })
})

it('a conversation of a group is called as the group is, and as it is called later', async () => {
  await panel.request('contacts.allowGroup', { channel: 'telegram', chatId: String(friends.id) })
  const answered = nextMessage()
  await push(groupText(friends, phone, '@claw_test_bot hello'))
  await answered
  const titles = async () =>
    (await panel.request<{ sessions: { title: string }[] }>('sessions.list')).sessions.map(
      ({ title }) => title,
    )
  expect(await titles()).toContain('Group -100200')
  await push({ message: { from: stranger, chat: friends, new_chat_title: 'Friends' } })
  expect(await titles()).toContain('Friends')
})

it('says what it cannot read, and keeps the token out of its log', async () => {
  expect(await hear(sticker(phone))).toContain('This message has none of them.')
  const log = readFileSync(join(house.home, 'state/logs/gateway.log'), 'utf8')
  expect(log).toContain('Telegram is connected.')
  expect(log).not.toContain(telegram.token.slice(10))
})
