import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ChatPlatform, startChatPlatform } from './platform.ts'
import type { PlatformUpdate } from './wire.ts'

let platform: ChatPlatform
beforeEach(async () => {
  platform = await startChatPlatform()
})
afterEach(() => platform.stop())

const read = async (offset: number): Promise<PlatformUpdate[]> =>
  (await fetch(`${platform.url}/bot/a/updates?offset=${offset}`)).json() as Promise<PlatformUpdate[]>
const send = (text: string, key = text) =>
  fetch(`${platform.url}/bot/a/send`, { method: 'POST', body: JSON.stringify({ chatId: 'c', text, key }) })
const people = (texts: readonly string[], chatId = 'c') =>
  texts.map((text) => ({ chatId, chatKind: 'direct' as const, senderId: 's', senderName: 'Sam', text }))

test('keeps updates until a later offset confirms them', async () => {
  await platform.write('a', people(['one', 'two']))
  expect((await read(1)).map(({ text }) => text)).toEqual(['one', 'two'])
  expect((await read(1)).map(({ text }) => text)).toEqual(['one', 'two'])
  expect((await read(2)).map(({ text }) => text)).toEqual(['two'])
  expect((await platform.report()).confirmed).toBe(1)
})

test('answers a waiting poll as soon as somebody writes', async () => {
  const waiting = read(1)
  await platform.write('a', people(['now']))
  expect((await waiting).map(({ text }) => text)).toEqual(['now'])
})

test('hands the same event out again, and the same message as another event', async () => {
  await platform.behave({ repeatEvent: 1 })
  await platform.write('a', people(['one']))
  await platform.behave({ repeatMessage: 1 })
  await platform.write('a', people(['two']))
  const updates = await read(1)
  expect(updates).toHaveLength(4)
  expect(updates[1]).toMatchObject({
    eventId: updates[0]?.eventId,
    messageId: updates[0]?.messageId,
    cursor: 2,
  })
  expect(new Set(updates.map(({ eventId }) => eventId)).size).toBe(3)
  expect(new Set(updates.map(({ messageId }) => messageId)).size).toBe(2)
})

test('takes a message and loses the answer, refuses others, and knows keys where it is told to', async () => {
  await platform.behave({ dropAnswer: 1 })
  await expect(send('lost')).rejects.toThrow('fetch failed')
  await platform.behave({ refuse: 1 })
  expect((await send('refused')).status).toBe(429)
  await platform.behave({ knowsKeys: true })
  const [first, again] = [await send('twice', 'k'), await send('twice', 'k')]
  expect(await again.json()).toEqual(await first.json())
  const { accepted } = await platform.report()
  expect(accepted.map(({ text }) => text)).toEqual(['lost', 'twice'])
})

test('changes the order of neighbours in different chats, never inside one', async () => {
  await platform.behave({ reorder: 1 })
  await platform.write('a', [...people(['a1'], 'a'), ...people(['b1'], 'b'), ...people(['b2'], 'b')])
  const updates = await read(1)
  expect(updates.map(({ text }) => text)).toEqual(['b1', 'b2', 'a1'])
  expect(updates.map(({ cursor }) => cursor)).toEqual([1, 2, 3])
})

test('leaves what it has handed out in its place, so that nothing new takes a place that was read', async () => {
  await platform.behave({ reorder: 1 })
  await platform.write('a', people(['a1'], 'a'))
  expect((await read(1)).map(({ text }) => text)).toEqual(['a1'])
  await platform.write('a', people(['b1'], 'b'))
  expect((await read(2)).map(({ text }) => text)).toEqual(['b1'])
})
