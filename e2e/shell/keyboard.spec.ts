import type { Page } from '@playwright/test'
import { PAGES } from '#app/_components/nav/pages.ts'
import { en } from '#app/_i18n/en.ts'
import { stall, text, toolCall } from '#testing/model-vendor/turn.ts'
import { composer, expect, TITLE, test } from '../fixtures.ts'

test.use({ model: 'vendor' })

/** What the palette lists. */
const optionsOf = (chat: Page) =>
  chat.getByRole('dialog', { name: 'Commands and search' }).getByRole('option')

/** Opens the palette, types, and takes what stands first. */
async function command(chat: Page, words: string, title: string | RegExp): Promise<void> {
  await chat.keyboard.press('Control+k')
  const field = chat.getByRole('combobox', { name: 'Commands and search' })
  await expect(field).toBeFocused()
  await chat.keyboard.type(words)
  await takeFirst(chat, title)
}

/** What is chosen can still be what stood first before. */
async function takeFirst(chat: Page, title: string | RegExp): Promise<void> {
  const first = optionsOf(chat).first()
  await expect(first).toHaveText(title)
  await expect(first).toHaveAttribute('aria-selected', 'true')
  await chat.keyboard.press('Enter')
}

/** Goes on with Tab, once it is there, until what has the focus bears that name. */
async function tabTo(chat: Page, name: string): Promise<void> {
  await expect(chat.getByRole('button', { name }).or(chat.getByLabel(name)).first()).toBeVisible()
  for (let presses = 0; presses < 60; presses++) {
    await chat.keyboard.press('Tab')
    const found = await chat.evaluate(() => {
      const element = document.activeElement
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined
      return element?.getAttribute('aria-label') ?? label ?? element?.textContent
    })
    // A key may be printed on it.
    if (found?.trim().startsWith(name)) return
  }
  throw new Error(`Sixty times Tab did not lead to “${name}”.`)
}

const isOnCard = (chat: Page): Promise<boolean> =>
  chat.evaluate(() => document.activeElement?.hasAttribute('data-card') ?? false)

test('everything is done with the keyboard alone, from a new conversation to signing out', async ({
  chat,
  vendor,
  browser,
  gateway,
}) => {
  vendor.script([
    [text('Hello to you.')],
    [toolCall('exec', { argv: ['touch', 'made'] })],
    [text('It is there.')],
    [text('On and on, '), stall()],
  ])
  const log = chat.getByRole('log')
  await chat.keyboard.press('Control+Shift+O')
  await expect(chat).toHaveURL(/session=new/)
  await expect(composer(chat)).toBeFocused()
  await chat.keyboard.type('hello')
  await chat.keyboard.press('Enter')
  await expect(log.getByText('Hello to you.')).toBeVisible()
  await expect(composer(chat)).toBeFocused()

  await chat.keyboard.type('make the file')
  await chat.keyboard.press('Enter')
  await tabTo(chat, 'Allow once')
  await expect(chat.getByRole('button', { name: 'Allow once' })).toBeEnabled()
  await chat.keyboard.press('Enter')
  await expect(log.getByText('It is there.')).toBeVisible()
  await expect(composer(chat)).toBeFocused()

  await command(chat, 'rename', 'Rename this conversation…')
  await expect(chat.getByRole('textbox', { name: 'New title' })).toBeFocused()
  await chat.keyboard.type('By hand')
  await chat.keyboard.press('Enter')
  await expect(chat.getByRole('heading', { name: 'By hand', level: 1 })).toBeVisible()
  await command(chat, 'switch model', 'Switch the model…')
  await expect(optionsOf(chat).first()).toContainText('test-model')
  await chat.keyboard.type('ollama')
  await takeFirst(chat, /ollama:test-model/)
  await expect(chat.getByRole('button', { name: /ollama:test-model/ })).toBeVisible()

  await command(chat, 'place to talk', TITLE)
  await expect(chat.getByRole('heading', { name: TITLE, level: 1 })).toBeVisible()
  await command(chat, 'by hand', 'By hand')
  await expect(log.getByText('It is there.')).toBeVisible()
  await expect(composer(chat)).toBeFocused()
  await chat.keyboard.type('tell me more')
  await chat.keyboard.press('Enter')
  await expect(log.getByText('On and on,')).toBeVisible()
  await chat.keyboard.press('Escape')
  await expect(log.getByText('Stopped', { exact: true })).toBeVisible()

  await chat.keyboard.press('Control+.')
  await expect(chat.getByRole('navigation', { name: 'Pages' })).toHaveCount(0)
  await chat.keyboard.press('Control+.')
  await expect(chat.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  await chat.keyboard.press('Control+/')
  await expect(chat.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText(
    'Send after this answer',
  )
  await chat.keyboard.press('Escape')
  await command(chat, 'dark', 'Dark theme')
  await expect(chat.locator('html')).toHaveClass(/\bdark\b/)

  for (const { href, name } of PAGES) {
    const title = `Go to ${en.pageName[name]}`
    await command(chat, title, title)
    await expect(chat).toHaveURL((url) => url.pathname === href)
    await expect(chat.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible()
  }

  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(`http://localhost:${gateway.port}/`)
  await stranger.getByRole('button', { name: 'Pair this browser' }).press('Enter')
  await command(chat, 'inbox', 'Go to Inbox')
  await expect(chat.locator('[data-pairing]')).toBeVisible()
  for (let presses = 0; presses < 60 && !(await isOnCard(chat)); presses++) await chat.keyboard.press('Tab')
  await expect(chat.locator('[data-pairing]').getByRole('button', { name: 'Approve' })).toBeEnabled()
  await chat.keyboard.press('y')
  await expect(composer(stranger)).toBeVisible()
  await expect(chat.getByRole('main')).toBeFocused()
  await stranger.context().close()

  await command(chat, 'settings', 'Go to Settings')
  await tabTo(chat, 'Search the settings')
  await chat.keyboard.type('media.days')
  await tabTo(chat, 'Files are kept for')
  await chat.keyboard.type('12')
  await tabTo(chat, 'Review and save')
  await chat.keyboard.press('Enter')
  await expect(chat.getByRole('dialog', { name: 'Save 1 change?' })).toContainText('media.days')
  await tabTo(chat, 'Save')
  await chat.keyboard.press('Enter')
  await expect(chat.getByText('Saved, and in force.')).toBeVisible()
  await tabTo(chat, 'Undo')
  await chat.keyboard.press('Enter')
  await expect(chat.getByText('Taken back.')).toBeVisible()
  await command(chat, 'sign this', 'Sign this browser out')
  await expect(chat.getByText('This browser is not signed in')).toBeVisible()
})
