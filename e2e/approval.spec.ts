import { existsSync } from 'node:fs'
import path from 'node:path'
import { text, toolCall } from '#testing/model-vendor/turn.ts'
import { expect, send, test } from './fixtures.ts'

test.use({ model: 'vendor' })

const touch = { argv: ['touch', 'made by the assistant'] }

test('a command waits for the owner, shows itself whole, and runs once allowed', async ({
  chat,
  vendor,
  gateway,
}) => {
  vendor.script([[text('I will make it. '), toolCall('exec', touch)], [text('It is there.')]])
  await send(chat, 'make the file')
  const card = chat.getByRole('region', { name: 'Run this command?' })
  await expect(card).toBeVisible()
  await expect(card).toContainText('touch')
  await expect(card).toContainText('made by the assistant')
  expect(existsSync(path.join(gateway.workspace, 'made by the assistant'))).toBe(false)

  await card.getByRole('button', { name: 'Allow once' }).click()
  await expect(chat.getByRole('log').getByText('It is there.')).toBeVisible()
  expect(existsSync(path.join(gateway.workspace, 'made by the assistant'))).toBe(true)
})

test('denied is denied: nothing ran and the model knows', async ({ chat, vendor, gateway }) => {
  vendor.script([[toolCall('exec', touch)], [text('Then I leave it.')]])
  await send(chat, 'make the file')
  await chat.getByRole('button', { name: 'Deny' }).click()
  await expect(chat.getByRole('log').getByText('Then I leave it.')).toBeVisible()
  expect(existsSync(path.join(gateway.workspace, 'made by the assistant'))).toBe(false)
  expect(JSON.stringify(vendor.requests.at(-1)?.body)).toMatch(/denied/i)
})

test('"always" is offered for a program that only looks, and then asked once', async ({ chat, vendor }) => {
  vendor.script([
    [toolCall('exec', { argv: ['ls', '-l'] })],
    [text('First.')],
    [toolCall('exec', { argv: ['ls', '-l'] })],
    [text('Second.')],
  ])
  await send(chat, 'what is there?')
  await chat.getByRole('button', { name: 'Always allow exactly this' }).click()
  await expect(chat.getByRole('log').getByText('First.')).toBeVisible()
  await send(chat, 'again')
  await expect(chat.getByRole('log').getByText('Second.')).toBeVisible()
  await expect(chat.getByRole('button', { name: 'Allow once' })).toHaveCount(0)
})

test('A13: what decides can not be pressed before it has been in view for half a second', async ({
  chat,
  vendor,
  gateway,
}) => {
  vendor.script([[toolCall('exec', touch)], [text('Then I leave it.')]])
  await send(chat, 'make the file')
  await expect(chat.getByRole('button', { name: 'Allow once' })).toBeVisible()
  // Something that presses whenever the page changes, and says how long nothing came of it.
  await chat.addInitScript(() => {
    let seen: number | undefined
    const press = (): void => {
      const button = [...document.querySelectorAll('button')].find(
        ({ textContent }) => textContent === 'Deny',
      )
      if (!button) return
      seen ??= performance.now()
      if (!button.disabled) document.documentElement.dataset.waited ??= String(performance.now() - seen)
      button.click()
    }
    new MutationObserver(press).observe(document, { subtree: true, childList: true, attributes: true })
  })
  await chat.reload()
  await expect(chat.getByRole('log').getByText('Then I leave it.')).toBeVisible()
  expect(Number(await chat.locator('html').getAttribute('data-waited'))).toBeGreaterThan(490)
  expect(existsSync(path.join(gateway.workspace, 'made by the assistant'))).toBe(false)
})

test('an approval survives a reload', async ({ chat, vendor }) => {
  vendor.script([[toolCall('exec', touch)], [text('It is there.')]])
  await send(chat, 'make the file')
  await expect(chat.getByRole('button', { name: 'Allow once' })).toBeVisible()
  await chat.reload()
  await chat.getByRole('button', { name: 'Allow once' }).click()
  await expect(chat.getByRole('log').getByText('It is there.')).toBeVisible()
})
