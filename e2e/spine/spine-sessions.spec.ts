import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { text, toolCall } from '#testing/model-vendor/turn.ts'
import { composer, expect, finish, send, startChat, TITLE, test } from '../fixtures.ts'

test.use({ model: 'vendor' })

const row = (chat: Page, title: string | RegExp) =>
  chat.getByRole('navigation', { name: 'Conversations' }).getByRole('listitem').filter({ hasText: title })

async function choose(chat: Page, title: string, action: string): Promise<void> {
  await row(chat, title).hover()
  await row(chat, title)
    .getByRole('button', { name: /^Actions for/ })
    .click()
  await chat.getByRole('menuitem', { name: action, exact: true }).click()
}

async function rename(chat: Page, from: string, to: string): Promise<void> {
  await choose(chat, from, 'Rename')
  await chat.getByRole('textbox', { name: 'New title' }).fill(to)
  await chat.keyboard.press('Enter')
  await expect(row(chat, to)).toBeVisible()
}

/** The text of the file that the browser saves. */
async function exported(chat: Page, title: string, action: string): Promise<string> {
  const download = chat.waitForEvent('download')
  await choose(chat, title, action)
  return readFile(await (await download).path(), 'utf8')
}

async function begin(chat: Page, words: string): Promise<void> {
  await startChat(chat)
  await send(chat, words)
  await expect(chat.getByRole('log').getByText(words)).toBeVisible()
}

test('a conversation is renamed, exported, put away, brought back and deleted', async ({ chat, vendor }) => {
  vendor.script([[text('Noted.')]])
  await begin(chat, 'plant the tomatoes')
  await expect(chat.getByRole('log').getByText('Noted.')).toBeVisible()
  await finish(chat)
  await rename(chat, 'plant the tomatoes', 'Garden')
  await expect(chat.getByRole('heading', { name: 'Garden', level: 1 })).toBeVisible()

  expect(await exported(chat, 'Garden', 'Export as Markdown')).toContain('plant the tomatoes')
  const whole: unknown = JSON.parse(await exported(chat, 'Garden', 'Export as JSON'))
  expect(JSON.stringify(whole)).toContain('plant the tomatoes')

  await choose(chat, 'Garden', 'Archive')
  await expect(row(chat, 'Garden')).toHaveCount(0)
  await chat.getByRole('button', { name: 'Archived' }).click()
  await choose(chat, 'Garden', 'Take out of the archive')
  await chat.getByRole('button', { name: 'Archived' }).click()
  await expect(row(chat, 'Garden')).toHaveCount(1)

  const actions = row(chat, TITLE).getByRole('button', { name: /^Actions for/ })
  await actions.press('Enter')
  await expect(chat.getByRole('menuitem', { name: 'Rename' })).toBeFocused()
  await chat.keyboard.press('Escape')
  await expect(actions).toBeFocused()

  await choose(chat, 'Garden', 'Delete')
  const dialog = chat.getByRole('dialog', { name: 'Delete “Garden”?' })
  await expect(dialog).toContainText('can’t be undone')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(chat.getByRole('dialog', { name: 'Deleted' })).toContainText('2 messages')
  await chat.getByRole('button', { name: 'Close' }).click()
  await expect(row(chat, 'Garden')).toHaveCount(0)
  await expect(chat.getByRole('heading', { name: 'Main conversation', level: 1 })).toBeVisible()
  // The row from which it was asked for is gone.
  await expect(chat.getByRole('navigation', { name: 'Conversations' }).locator(':focus')).toHaveCount(1)
})

test('a fresh start hides the past from the model, and from nobody else', async ({ chat, vendor }) => {
  vendor.script([[text('A fine secret.')], [text('What secret?')]])
  await send(chat, 'the word is heliotrope')
  await expect(chat.getByRole('log').getByText('A fine secret.')).toBeVisible()
  await finish(chat)
  await choose(chat, TITLE, 'Start afresh')
  await chat.getByRole('dialog').getByRole('button', { name: 'Start afresh' }).click()
  await expect(chat.getByText('Started afresh', { exact: false })).toBeVisible()
  await send(chat, 'what was the word?')
  await expect(chat.getByRole('log').getByText('What secret?')).toBeVisible()
  expect(JSON.stringify(vendor.requests.at(-1)?.body)).not.toContain('heliotrope')
  await expect(chat.getByRole('log').getByText('the word is heliotrope')).toBeVisible()
})

test('a fork begins as the conversation did, and leaves it alone', async ({ chat, vendor }) => {
  vendor.script([[text('One.')], [text('Two.')], [text('Another two.')]])
  await send(chat, 'say one')
  await expect(chat.getByRole('log').getByText('One.')).toBeVisible()
  await finish(chat)
  await send(chat, 'say two')
  await expect(chat.getByRole('log').getByText('Two.')).toBeVisible()
  await finish(chat)
  const first = chat.getByRole('article', { name: 'OpenClaw' }).first()
  await first.hover()
  await first.getByRole('button', { name: 'Fork from here' }).click()
  await expect(chat.getByRole('log').getByText('Two.')).toHaveCount(0)
  await expect(chat.getByRole('log').getByText('One.')).toBeVisible()
  await send(chat, 'say two differently')
  await expect(chat.getByRole('log').getByText('Another two.')).toBeVisible()
  await row(chat, TITLE).getByRole('link', { name: TITLE, exact: true }).click()
  await expect(chat.getByRole('log').getByText('Two.', { exact: true })).toBeVisible()
  await expect(chat.getByRole('log').getByText('Another two.')).toHaveCount(0)
})

test('an answer and a message have versions: arrows lead to each and what followed, by keyboard, after a reload, from a search', async ({
  chat,
  vendor,
}) => {
  vendor.script([[text('One.')], [text('Two is a heron.')], [text('Another one.')], [text('Eins.')]])
  const log = chat.getByRole('log')
  const version = (words: string) => log.getByText(words, { exact: true })
  await send(chat, 'say one')
  await expect(version('One.')).toBeVisible()
  await finish(chat)
  await send(chat, 'say two')
  await expect(version('Two is a heron.')).toBeVisible()
  await finish(chat)

  const first = chat.getByRole('article', { name: 'OpenClaw' }).first()
  await first.hover()
  await first.getByRole('button', { name: 'Answer again' }).click()
  await expect(version('Another one.')).toBeVisible()
  await expect(version('Two is a heron.')).toHaveCount(0)
  // While it answers there is no way to another version.
  await finish(chat)
  expect(JSON.stringify(vendor.requests.at(-1)?.body)).not.toContain('say two')

  await log.getByRole('button', { name: 'Version before' }).focus()
  await chat.keyboard.press('Enter')
  await expect(version('Two is a heron.')).toBeVisible()
  await expect(version('Version 1 of 2')).toBeAttached()
  await expect(log.getByRole('button', { name: 'Version before' })).toBeFocused()
  await chat.keyboard.press('Tab')
  await chat.keyboard.press('Enter')
  await expect(version('Another one.')).toBeVisible()

  await version('say one').hover()
  await log.getByRole('button', { name: 'Edit and send again' }).click()
  await chat.getByRole('textbox', { name: 'Edit and send again' }).fill('say eins')
  await chat.keyboard.press('Enter')
  await expect(version('Eins.')).toBeVisible()
  await expect(version('Another one.')).toHaveCount(0)
  await finish(chat)
  await chat.reload()
  await expect(version('Eins.')).toBeVisible()
  await expect(version('Version 2 of 2')).toHaveCount(1)

  await chat.keyboard.press('Control+k')
  await expect(chat.getByRole('combobox', { name: 'Commands and search' })).toBeFocused()
  await chat.keyboard.type('heron')
  await chat.getByRole('group', { name: 'Search results' }).getByRole('option').first().click()
  await chat.getByRole('button', { name: 'Look in its other versions' }).click()
  await expect(version('Two is a heron.')).toBeVisible()
  await expect(version('Eins.')).toHaveCount(0)
})

test('a task that another conversation got shows how it stands and what came of it, and there where it came from', async ({
  chat,
  vendor,
}) => {
  const task = { title: 'Flights to Japan', text: 'Find flights' }
  vendor.script(({ body }) => {
    const asked = JSON.stringify(body)
    if (!asked.includes('Somebody else, please')) return [text('Take the 9:40.')]
    return asked.includes('"role":"tool"') ? [text('It works at it.')] : [toolCall('session_send', task)]
  })
  const log = chat.getByRole('log')
  await send(chat, 'Somebody else, please')
  await expect(log.locator('[data-task=completed]')).toContainText('Take the 9:40.')
  await log.getByRole('link', { name: 'Flights to Japan' }).click()
  await expect(chat.getByRole('heading', { name: 'Flights to Japan', level: 1 })).toBeVisible()
  await log.getByRole('link', { name: `Task from “${TITLE}”` }).click()
  await expect(log.getByText('It works at it.')).toBeVisible()
})

test('search finds words in both languages and leads to the message', async ({ chat, vendor }) => {
  vendor.script([[text('The heron stands in the reeds.')], [text('明天下午在图书馆见面。')]])
  await send(chat, 'tell me of a bird')
  await expect(chat.getByRole('log').getByText('heron')).toBeVisible()
  await finish(chat)
  await begin(chat, '明天在哪里见？')
  await expect(chat.getByRole('log').getByText('图书馆')).toBeVisible()

  await chat.keyboard.press('Control+k')
  const field = chat.getByRole('combobox', { name: 'Commands and search' })
  await expect(field).toBeFocused()
  await chat.keyboard.type('heron')
  const results = chat.getByRole('group', { name: 'Search results' })
  await expect(results.locator('mark')).toHaveText('heron')
  await results.getByRole('option').first().click()
  await expect(chat.getByRole('heading', { name: TITLE, level: 1 })).toBeVisible()
  await expect(
    chat.locator('[data-message]').filter({ hasText: 'The message you searched for' }),
  ).toContainText('The heron stands')

  await chat.keyboard.press('Control+k')
  await field.fill('图书')
  await expect(results.locator('mark')).toHaveText('图书')
  await results.getByRole('option').first().click()
  await expect(chat.getByRole('log').getByText('图书馆')).toBeVisible()
})

test('a slash opens the commands; the keyboard picks one', async ({ chat }) => {
  await composer(chat).fill('/')
  await expect(chat.getByRole('listbox', { name: 'Commands' })).toBeVisible()
  await composer(chat).pressSequentially('who')
  await expect(chat.getByRole('option')).toHaveCount(1)
  await chat.keyboard.press('Tab')
  await expect(composer(chat)).toHaveValue('/whoami')
  await expect(chat.getByRole('listbox')).toHaveCount(0)
  await chat.keyboard.press('Enter')
  await expect(chat.getByRole('article', { name: 'OpenClaw' })).toBeVisible()
})
