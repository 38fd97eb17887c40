import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectClient, type GatewayClient } from '#testing/client.ts'
import { text } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import { forwarded, person, privateText, sticker } from '#testing/telegram/updates.ts'
import type { RunningGateway } from './boot/gateway.ts'
import { createEnv } from './env.ts'
import { startGateway } from './main.ts'

const phone = person(41, { first_name: 'Olive' })

let telegram: TestTelegram
let vendor: ModelVendor
let gateway: RunningGateway
let panel: GatewayClient
let home: string

beforeAll(async () => {
  telegram = await startTelegram()
  vendor = await startModelVendor()
  home = join(mkdtempSync(join(tmpdir(), 'openclaw-telegram-')), 'home')
  mkdirSync(home)
  const config = {
    models: { main: 'gpt-4o' },
    providers: { openai: { apiKey: 'sk-test', baseUrl: `${vendor.url}/v1` } },
    channels: { telegram: { token: telegram.token, apiRoot: `${telegram.url}/` } },
  }
  writeFileSync(join(home, 'openclaw.json'), JSON.stringify(config))
  gateway = await startGateway({ env: createEnv({ OPENCLAW_HOME: home, PATH: process.env.PATH }), port: 0 })
  panel = await connectClient(gateway.port, readFileSync(join(home, 'state/gateway.token'), 'utf8').trim())
}, 30_000)

afterAll(async () => {
  panel.close()
  await gateway.stop()
  await vendor.stop()
  await telegram.stop()
  rmSync(home, { recursive: true, force: true })
})

/** What the person sees next in the chat, after what there is now. */
async function hear(update: object): Promise<string | undefined> {
  const before = telegram.texts(phone.id).length
  telegram.push(update)
  await telegram.waitFor('sendMessage', telegram.sent().length + 1)
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

it('B11: what the owner sends on is read as words of somebody else, and gives no order', async () => {
  vendor.script(() => [text('That is a command.')])
  expect(await hear(forwarded(phone, person(99), '/status'))).toBe('That is a command.')
})

it('says what it cannot read, and keeps the token out of its log', async () => {
  expect(await hear(sticker(phone))).toContain('I can only read text.')
  const log = readFileSync(join(home, 'state/logs/gateway.log'), 'utf8')
  expect(log).toContain('Telegram is connected.')
  expect(log).not.toContain(telegram.token.slice(10))
})
