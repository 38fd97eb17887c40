import { Api, type GrammyError, HttpError, InputFile } from 'grammy'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseHtml } from './html.ts'
import { startTelegram, type TestTelegram } from './telegram.ts'
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
  privateText,
  serviceMessage,
  sticker,
  unknownKind,
} from './updates.ts'

const ann = person(11, { username: 'ann' })
const family = group(-100_200)

let telegram: TestTelegram
let api: Api
beforeEach(async () => {
  telegram = await startTelegram()
  api = new Api(telegram.token, { apiRoot: telegram.url })
})
afterEach(() => telegram.stop())

const refusal = (call: Promise<unknown>): Promise<GrammyError> =>
  call.then(
    () => expect.unreachable('the call was accepted'),
    (cause: unknown) => cause as GrammyError,
  )
const html = (text: string) => api.sendMessage(ann.id, text, { parse_mode: 'HTML' })

test('tells who the bot is, and 401 to any other token', async () => {
  expect(await api.getMe()).toMatchObject({ id: 123_456_789, is_bot: true, username: 'claw_test_bot' })
  const stranger = new Api('1:wrong', { apiRoot: telegram.url })
  expect(await refusal(stranger.getMe())).toMatchObject({ error_code: 401, description: 'Unauthorized' })
  telegram.faults.revokeToken()
  expect((await refusal(api.getMe())).error_code).toBe(401)
})

test('keeps updates until a higher offset is asked for', async () => {
  const ids = ['one', 'two'].map((text) => telegram.push(privateText(ann, text)))
  const read = async (offset: number) => (await api.getUpdates({ offset })).map(({ update_id }) => update_id)
  expect(await read(0)).toEqual(ids)
  expect(await read(ids[0] ?? 0)).toEqual(ids)
  expect(await read(ids[1] ?? 0)).toEqual(ids.slice(1))
  expect([telegram.confirmedOffset(), telegram.pending()]).toEqual([ids[1], 1])
  telegram.faults.redeliver(ids[0] ?? 0)
  telegram.faults.reorder()
  telegram.push(privateText(ann, 'three'))
  expect(await read(ids[1] ?? 0)).toEqual([(ids[1] ?? 0) + 1, ids[1], ids[0]])
})

test('answers a waiting poll as soon as somebody writes, and ends it for a later one', async () => {
  const first = refusal(api.getUpdates({ timeout: 20 }))
  await telegram.waitFor('getUpdates')
  const second = api.getUpdates({ timeout: 20 })
  expect(await first).toMatchObject({ error_code: 409 })
  await telegram.waitFor('getUpdates', 2)
  telegram.push(privateText(ann, '/start now'))
  const [update] = await second
  expect(update?.message).toMatchObject({
    message_id: 1,
    from: { id: 11 },
    chat: { id: 11, type: 'private' },
    entities: [{ type: 'bot_command', offset: 0, length: 6 }],
  })
})

test('hands out every kind of update as Telegram words it', async () => {
  const kinds = [
    groupText(family, ann, '🦞 @claw_test_bot hello'),
    groupNaming(family, ann, person(telegram.self.id)),
    groupReply(family, ann, { text: 'yes', to: person(telegram.self.id), messageId: 1 }),
    forwarded(ann, person(5), 'his words'),
    edited(ann, 'changed'),
    channelPost(-100_300, 'news'),
    anonymousAdmin(family, 'who am I'),
    asChannel(family, 'a channel speaks'),
    sticker(ann),
    photo(ann, 'look'),
    poll(ann),
    serviceMessage(family, ann),
    buttonPress(ann, 1, 'yes'),
    unknownKind(),
  ]
  for (const kind of kinds) telegram.push(kind)
  const updates = await api.getUpdates()
  expect(updates.map((update) => Object.keys(update).find((key) => key !== 'update_id'))).toEqual(
    kinds.map((kind) => Object.keys(kind)[0]),
  )
  expect(updates[0]?.message?.entities).toEqual([{ type: 'mention', offset: 3, length: 14 }])
  expect(updates.slice(0, 3).map(({ message }) => message?.message_id)).toEqual([1, 2, 3])
  const [press] = updates.flatMap(({ callback_query }) => callback_query?.id ?? [])
  expect(await api.answerCallbackQuery(press ?? '')).toBe(true)
  expect((await refusal(api.answerCallbackQuery(press ?? ''))).description).toContain('query is too old')
})

test('takes messages, replies and edits, each with the ids of its chat', async () => {
  telegram.push(privateText(ann, 'hello'))
  telegram.open(-5)
  const sent = await api.sendMessage(ann.id, '  *not* <b>parsed</b> ', {
    reply_parameters: { message_id: 1 },
  })
  expect(sent).toMatchObject({ message_id: 2, text: '*not* <b>parsed</b>', from: { is_bot: true } })
  expect((await api.sendMessage(-5, 'first')).message_id).toBe(1)
  await api.editMessageText(ann.id, 2, 'changed')
  expect(telegram.texts(ann.id)).toEqual(['changed'])
  expect((await refusal(api.editMessageText(ann.id, 2, 'changed'))).description).toContain(
    'Bad Request: message is not modified',
  )
  const answer = api.sendMessage(ann.id, 'to nothing', { reply_parameters: { message_id: 99 } })
  expect((await refusal(answer)).description).toBe('Bad Request: message to be replied not found')
  expect((await refusal(api.sendMessage(404, 'hello'))).description).toBe('Bad Request: chat not found')
  telegram.block(ann.id)
  expect((await refusal(api.sendChatAction(ann.id, 'typing'))).error_code).toBe(403)
  expect(telegram.sent().map(({ method, messageId }) => [method, messageId])).toEqual([
    ['sendMessage', 2],
    ['sendMessage', 1],
    ['editMessageText', 2],
  ])
})

test('counts characters after entities and refuses HTML that Telegram cannot read, at its byte', async () => {
  telegram.open(ann.id)
  expect(await html(`<b>${'&lt;'.repeat(4_096)}</b>`)).toMatchObject({
    entities: [{ type: 'bold', offset: 0, length: 4_096 }],
  })
  expect((await refusal(html('a'.repeat(4_097)))).description).toBe('Bad Request: message is too long')
  expect((await refusal(html('<b> </b>'))).description).toBe('Bad Request: message text is empty')
  const cases: [string, string][] = [
    ['é<br>', 'Unsupported start tag "br" at byte offset 2'],
    ['<b>open', 'Can\'t find end tag corresponding to start tag "b"'],
    ['<b><i>x</b></i>', 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
    ['<b', 'Unclosed start tag at byte offset 0'],
    ['<a href>x</a>', 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'],
  ]
  for (const [text, problem] of cases) {
    expect((await refusal(html(text))).description).toBe(`Bad Request: can't parse entities: ${problem}`)
  }
})

test('reads the formats that a message may have', () => {
  expect(
    parseHtml(
      ' <pre><code class="language-ts">a &amp; b</code></pre> & <a href=\'http://x.y/?a&amp;b\'>x</a>',
    ),
  ).toEqual({
    text: 'a & b & x',
    entities: [
      { type: 'pre', offset: 0, length: 5, language: 'ts' },
      { type: 'text_link', offset: 8, length: 1, url: 'http://x.y/?a&b' },
    ],
  })
  const quote = '<blockquote expandable>q <code>c</code></blockquote><span class="tg-spoiler">s</span>'
  expect(parseHtml(quote).entities.map(({ type }) => type)).toEqual(['blockquote', 'code', 'spoiler'])
})

test('has the troubles of the real one', async () => {
  telegram.open(ann.id)
  const { faults } = telegram
  faults.tooMany(1, 3)
  expect(await refusal(api.sendMessage(ann.id, 'a'))).toMatchObject({
    error_code: 429,
    parameters: { retry_after: 3 },
  })
  faults.conflict(1)
  faults.serverError(1)
  expect((await refusal(api.getUpdates())).error_code).toBe(409)
  expect((await refusal(api.getUpdates())).error_code).toBe(502)
  faults.cut(1, { method: 'sendMessage', taken: true })
  await expect(api.sendMessage(ann.id, 'taken')).rejects.toThrow(HttpError)
  expect(telegram.texts(ann.id)).toEqual(['taken'])
  const waiting = expect(api.getUpdates({ timeout: 20 })).rejects.toThrow(HttpError)
  await telegram.waitFor('getUpdates', 3)
  faults.cut(Number.POSITIVE_INFINITY)
  await waiting
  await expect(api.getMe()).rejects.toThrow(HttpError)
  faults.heal()
  faults.halfOpen(1)
  const patience = AbortSignal.timeout(30)
  await expect(fetch(`${telegram.url}/bot${telegram.token}/getMe`, { signal: patience })).rejects.toThrow()
  faults.heal()
  faults.delay(20)
  expect((await api.getMe()).id).toBe(telegram.self.id)
})

test('refuses polls while a webhook is set, and takes multipart bodies', async () => {
  const hooked = await startTelegram({ webhook: true })
  try {
    const bot = new Api(hooked.token, { apiRoot: hooked.url })
    expect((await refusal(bot.getUpdates())).description).toContain('webhook is active')
    await bot.deleteWebhook({ drop_pending_updates: true })
    expect(await bot.getUpdates()).toEqual([])
    hooked.open(ann.id)
    const file = new InputFile(Buffer.from('x'), 'x.txt')
    const raw = bot.raw as unknown as Record<string, (params: object) => Promise<{ text: string }>>
    expect(await raw.sendMessage?.({ chat_id: ann.id, text: '[7]', file })).toMatchObject({ text: '[7]' })
    expect((await refusal(bot.sendContact(ann.id, '1', 'Ann'))).error_code).toBe(404)
  } finally {
    await hooked.stop()
  }
})
