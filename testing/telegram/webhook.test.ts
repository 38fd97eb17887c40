import { Api } from 'grammy'
import { afterEach, expect, test } from 'vitest'
import { startTelegram, type TestTelegram } from './telegram.ts'
import { group, person, privateText } from './updates.ts'
import type { WebhookCall } from './webhook.ts'

const ann = person(11)
const URL = 'https://claw.example/hook'
let telegram: TestTelegram
afterEach(() => telegram.stop())

test('calls a webhook with its secret until it says yes, and tells what is wrong meanwhile', async () => {
  const calls: WebhookCall[] = []
  const done = Promise.withResolvers<void>()
  telegram = await startTelegram({
    tunnel: async (call) => {
      calls.push(call)
      if (calls.length === 4) done.resolve()
      return calls.length === 2 ? 503 : 200
    },
  })
  const api = new Api(telegram.token, { apiRoot: telegram.url })
  await expect(api.setWebhook('http://claw.example')).rejects.toThrow('HTTPS')
  const waiting = api.getUpdates({ timeout: 20 }).catch((cause: unknown) => cause)
  await telegram.waitFor('getUpdates')
  await api.setWebhook(URL, { secret_token: 'abc_-1', max_connections: 1 })
  expect(await waiting).toMatchObject({ description: 'Conflict: terminated by setWebhook request' })
  for (const text of ['one', 'two', 'three']) telegram.push(privateText(ann, text))
  await done.promise
  const texts = calls.map(({ body }) => JSON.parse(body).message.text)
  expect(texts).toEqual(['one', 'two', 'two', 'three'])
  expect(calls[0]).toMatchObject({ url: URL, headers: { 'x-telegram-bot-api-secret-token': 'abc_-1' } })
  const info = await api.getWebhookInfo()
  expect(info).toMatchObject({ url: URL, last_error_message: 'Wrong response from the webhook: 503' })
  telegram.faults.takeOver()
  expect(telegram.webhook()).toMatchObject({ url: 'https://other.example/bot', failed: 1 })
})

test('keeps the pace of the real one where it is asked to', async () => {
  telegram = await startTelegram({ pace: true })
  const api = new Api(telegram.token, { apiRoot: telegram.url })
  for (const id of [ann.id, group(-5).id]) telegram.open(id)
  for (let chat = 100; chat < 130; chat += 1) telegram.open(chat)
  await api.sendMessage(ann.id, 'one')
  await expect(api.sendMessage(ann.id, 'two')).rejects.toMatchObject({ parameters: { retry_after: 1 } })
  const many = Array.from({ length: 30 }, (_, chat) => api.sendMessage(100 + chat, 'hello'))
  const refused = (await Promise.allSettled(many)).filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(1)
})
