import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { text, toolCall } from '#testing/model-vendor/turn.ts'
import { composer, expect, test } from './fixtures.ts'

test.use({ model: 'vendor' })

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('files are picked, pasted and left out; what is sent is there after a reload, and can be kept', async ({
  chat,
  vendor,
}) => {
  await chat.locator('input[type=file]').setInputFiles([
    { name: '计划 one.png', mimeType: 'image/png', buffer: PIXEL },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('buy milk') },
  ])
  const drafts = chat.getByRole('list', { name: 'Files for this message' })
  // A wall of text is a file, too.
  await composer(chat).evaluate((area) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', 'a long line of a log\n'.repeat(20_000))
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await expect(drafts.getByRole('listitem')).toHaveCount(3)
  await expect(composer(chat)).toHaveValue('')
  await drafts.getByRole('button', { name: 'Remove notes.txt' }).click()
  await expect(drafts.getByText('420 kB')).toBeVisible()
  await expect(drafts.getByRole('progressbar')).toHaveCount(0)
  await chat.reload()
  await expect(drafts.getByRole('listitem')).toHaveCount(2)
  await chat.screenshot({ path: 'test-results/looks/files-light-en-desktop.png' })

  vendor.script([[text('A red dot, and a long log.')]])
  await composer(chat).fill('What is in these?')
  await composer(chat).press('Enter')
  await expect(chat.getByRole('log').getByText('A red dot, and a long log.')).toBeVisible()
  await expect(drafts).toHaveCount(0)
  await chat.reload()
  await expect(chat.getByRole('img', { name: 'Image: 计划 one.png' })).toBeVisible()
  const saved = chat.waitForEvent('download')
  await chat.getByRole('button', { name: 'Save Pasted text.txt' }).click()
  expect((await saved).suggestedFilename()).toBe('Pasted text.txt')
})

test('a file that is let go over the page goes along; one that the assistant sends is shown', async ({
  chat,
  vendor,
  gateway,
}) => {
  writeFileSync(path.join(gateway.workspace, 'chart.png'), PIXEL)
  const drag = (name: string) =>
    chat.evaluate((kind) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File(['a,b\n1,2\n'], 'table.csv'))
      window.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }))
    }, name)
  // As a browser does for as long as it is held there.
  await expect(async () => {
    await drag('dragover')
    await expect(chat.getByText('Let go to attach')).toBeVisible({ timeout: 500 })
  }).toPass()
  await drag('drop')
  await expect(chat.getByText('Let go to attach')).toHaveCount(0)
  await expect(chat.getByText('table.csv')).toBeVisible()

  vendor.script([[toolCall('send_file', { path: 'chart.png' })], [text('Here it is.')]])
  await composer(chat).fill('Draw it.')
  await composer(chat).press('Enter')
  await expect(chat.getByRole('log').getByText('Here it is.')).toBeVisible()
  await expect(chat.getByRole('img', { name: 'Image: chart.png' })).toBeVisible()
})
