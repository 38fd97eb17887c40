import TelegramServer from 'telegram-test-api'
import { expect, it, onTestFinished } from 'vitest'
import { findFreePort } from '#testing/sockets/free-port.ts'
import { systemClock } from '../../clock.ts'
import type { InboundMessage } from '../channel.ts'
import { createTelegram } from './telegram.ts'

/** The package is CommonJS: its class is the default of the default. */
const Server = (TelegramServer as unknown as { default: typeof TelegramServer }).default ?? TelegramServer

it('talks to a Bot API that others wrote, which knows neither drafts nor typing and holds no request', async () => {
  const server = new Server({ port: await findFreePort(), host: '127.0.0.1' })
  await server.start()
  const token = '666:a-token-that-the-server-takes-as-it-is'
  const channel = createTelegram(
    { account: 'default', token, apiRoot: server.config.apiURL, setting: 'token' },
    { clock: systemClock, log: { info() {}, warn() {} }, changed() {} },
  )
  onTestFinished(async () => {
    await channel.stop()
    await server.stop()
  })
  const received: InboundMessage[] = []
  const arrival = Promise.withResolvers<void>()
  const client = server.getClient(token, { userId: 7, chatId: 7, type: 'private' })
  await client.sendMessage(client.makeMessage('hello'))
  await channel.start(async (message) => {
    received.push(message)
    arrival.resolve()
  })
  await arrival.promise
  expect(channel.state()).toEqual({ kind: 'ready' })
  expect(channel.address?.()?.name).toBe('@TestNameBot')
  expect(received).toMatchObject([{ text: 'hello', chatId: '7', senderId: '7', chatKind: 'direct' }])

  const sent = await channel.send({ chatId: '7', text: '**Hi** & bye', idempotencyKey: 'k' })
  expect(sent).toMatchObject({ kind: 'sent' })
  const { result } = await client.getUpdates()
  expect(result.map(({ message }) => message.text)).toEqual(['<b>Hi</b> &amp; bye'])

  await channel.typing?.({ chatId: '7' })
  const draft = await channel.draft?.({ chatId: '7', text: 'Hi', draftId: 1 })
  expect(draft?.kind).not.toBe('sent')
  expect(channel.state()).toEqual({ kind: 'ready' })
})
