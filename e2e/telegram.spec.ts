import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { delay, text, toolCall } from '#testing/model-vendor/turn.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import { buttonPress, person, privateText } from '#testing/telegram/updates.ts'
import { test as base, expect } from './fixtures.ts'
import { runCommand } from './house/owner.ts'

const test = base.extend<{ telegram: TestTelegram }>({
  telegram: async ({ gateway }, use) => {
    const telegram = await startTelegram()
    const file = path.join(gateway.home, 'openclaw.json')
    const settings = JSON.parse(readFileSync(file, 'utf8')) as object
    writeFileSync(file, JSON.stringify({ ...settings, channels: { telegram: { apiRoot: telegram.url } } }))
    await use(telegram)
    await telegram.stop()
  },
})

// The owner's words from a phone go to the main session, which no other test may have used.
test.use({ model: 'vendor', isAlone: true })

const anna = person(7001, { first_name: 'Anna' })
const sentence = 'The whole answer comes word by word, and ends complete. '
const touch = { argv: ['touch', 'made from the phone'] }

test('a bot is connected in three steps; a phone is let in, gets its answer as it is made, and decides by a button', async ({
  chat,
  gateway,
  telegram,
  vendor,
}) => {
  await chat.goto(`http://localhost:${gateway.port}/channels`)
  await chat.getByRole('button', { name: 'Connect a Telegram bot' }).click()
  const token = chat.getByLabel('Bot token', { exact: true })
  await token.fill('123456789:nobodys-token-at-all-in-the-world')
  await chat.getByRole('button', { name: 'Check and connect' }).click()
  await expect(chat.getByText('Telegram does not know this token')).toBeVisible()
  await token.fill('')
  await token.evaluate((field, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text', pasted)
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, telegram.token)
  await expect(chat.getByRole('heading', { name: '@claw_test_bot is connected' })).toBeVisible()
  await expect(chat.getByRole('img', { name: 'QR code of https://t.me/claw_test_bot' })).toBeVisible()
  expect(await chat.content()).not.toContain(telegram.token)

  telegram.push(privateText(anna, 'hello?'))
  await expect.poll(() => telegram.texts(anna.id).join()).toMatch(/\d{6}/)
  const code = /\d{6}/.exec(telegram.texts(anna.id).join())?.[0] ?? ''
  await expect(chat.locator('[data-pairing]').getByText(code, { exact: true })).toBeVisible()
  await runCommand(gateway, ['pairing', 'approve', 'telegram', code, '--as', 'owner'])
  await expect(chat.getByText('Anna may write to it now')).toBeVisible()
  await chat.getByRole('button', { name: 'Done' }).click()
  await expect(chat.getByText('Connected', { exact: true })).toBeVisible()
  await expect(chat.getByRole('link', { name: '1 person, 0 groups' })).toBeVisible()

  vendor.script([
    [...Array.from({ length: 8 }, () => [text(sentence), delay(120)]).flat(), toolCall('exec', touch)],
    [text('It is there.')],
  ])
  // It was written while the gateway was not there.
  const { message } = privateText(anna, 'Explain it, then make the file.')
  telegram.push({ message: { ...message, date: Math.floor(Date.now() / 1_000) - 3 * 3_600 } })
  await telegram.waitFor('sendMessageDraft')
  await chat.getByRole('link', { name: 'Main conversation' }).click()
  const log = chat.getByRole('log')
  await expect(log.getByText('Explain it, then make the file.')).toBeVisible()
  await expect(log.getByText(/^Telegram · written .+:/)).toBeVisible()
  await expect(chat.getByRole('region', { name: 'Run this command?' })).toBeVisible()

  await expect.poll(() => findButton(telegram, /allow/i)).toBeDefined()
  const { messageId, data } = findButton(telegram, /allow/i) ?? { messageId: 0, data: '' }
  telegram.push(buttonPress(anna, messageId, data))
  await expect(log.getByText('You allowed this once.')).toBeVisible()
  await expect(log.getByText('It is there.')).toBeVisible()
  await expect.poll(() => telegram.texts(anna.id).at(-1)).toContain('It is there.')
  expect(telegram.texts(anna.id).join(' ')).toContain(sentence.repeat(8).trim())
})

type Keyboard = { inline_keyboard: { text: string; callback_data: string }[][] }

/** A button below a message of the bot, and what its press says. */
function findButton(telegram: TestTelegram, words: RegExp): { messageId: number; data: string } | undefined {
  for (const { messageId, params } of telegram.sent()) {
    const rows = (params.reply_markup as Keyboard | undefined)?.inline_keyboard ?? []
    const data = rows.flat().find((button) => words.test(button.text))?.callback_data
    if (messageId !== undefined && data !== undefined) return { messageId, data }
  }
  return undefined
}
