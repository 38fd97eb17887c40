import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '../fixtures.ts'
import { ownerOf } from '../house/owner.ts'

test('settings are changed, looked at before, taken back, and checked as a text; logs and audit tell of it', async ({
  chat: page,
  gateway,
}) => {
  const base = `http://localhost:${gateway.port}`
  const file = path.join(gateway.home, 'openclaw.json')
  const setting = (name: string) => page.locator(`[data-setting="${name}"]`)
  const review = page.getByRole('button', { name: 'Review and save' })

  await test.step('a value that does not fit is told where it stands', async () => {
    await page.goto(`${base}/settings`)
    await page.getByRole('searchbox', { name: 'Search the settings' }).fill('unasked')
    await expect(setting('tools.exec.mode')).toHaveCount(0)
    await page.getByRole('searchbox', { name: 'Search the settings' }).fill('')
    await setting('agents.instances').getByRole('textbox').fill('17')
    await review.click()
    await expect(setting('agents.instances').getByRole('alert')).toContainText('16 or less')
    await setting('agents.instances').getByRole('textbox').fill('2')
    await page.getByText('Text', { exact: true }).click()
    await expect(page.getByRole('textbox', { name: 'Text of openclaw.json' })).toBeVisible()
    await page.getByText('Form', { exact: true }).click()
    await expect(setting('agents.instances').getByRole('textbox')).toHaveValue('2')
  })

  await test.step('what is not saved is there again, also beside what somebody else has saved', async () => {
    const isAskedAbout = () =>
      page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })))
    expect(await isAskedAbout()).toBe(true)
    await page.getByRole('link', { name: 'Models', exact: true }).click()
    await expect(page).toHaveURL(/\/models/)
    expect(await isAskedAbout()).toBe(true)
    const owner = ownerOf(gateway)
    const { hash } = await owner.config.get.query({})
    const changes = [
      { path: ['agents', 'instances'], value: 3 },
      { path: ['owner', 'name'], value: 'Ann' },
    ]
    await owner.config.set.mutate({ baseHash: hash, changes })
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await expect(setting('owner.name').getByRole('textbox')).toHaveValue('Ann')
    await expect(setting('agents.instances').getByRole('textbox')).toHaveValue('2')
    await expect(page.getByText('and by you: agents.instances')).toBeVisible()
    await owner.config.undo.mutate({ baseHash: (await owner.config.get.query({})).hash })
    await expect(setting('owner.name').getByRole('textbox')).toHaveValue('')
    await expect(setting('agents.instances').getByRole('textbox')).toHaveValue('2')
  })

  await test.step('a change is shown before it is written, and is taken back after', async () => {
    await setting('tools.exec.mode').getByRole('combobox').selectOption('allow')
    await review.click()
    const dialog = page.getByRole('dialog', { name: 'Save 2 changes?' })
    await expect(dialog).toContainText('agents.instances')
    await expect(dialog).toContainText('allow')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved, and in force.')).toBeVisible()
    expect(readFileSync(file, 'utf8')).toContain('"allow"')
    const warning = page.getByText('Commands run without asking you')
    await expect(warning).toBeVisible()
    await expect(setting('agents.instances')).toContainText('Waits for a restart')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText('Taken back.')).toBeVisible()
    expect(readFileSync(file, 'utf8')).not.toContain('"allow"')
    await expect(warning).toHaveCount(0)
    await expect(setting('tools.exec.mode').getByRole('combobox')).toHaveValue('')
  })

  await test.step('a mistake in the text is told with its line, before anything is written', async () => {
    await page.getByText('Text', { exact: true }).click()
    const editor = page.getByRole('textbox', { name: 'Text of openclaw.json' })
    await editor.click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('{\n"tools": { "exec": { "mode": "no" } }\n}')
    await expect(page.getByText(/Line 2, column 30:/)).toBeVisible()
    await expect(page.getByText('This is "no"; expected one of "ask", "allow", "deny".')).toBeVisible()
    await expect(review).toBeDisabled()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('{\n// mine\n"media": { "days": 31 }\n}')
    await review.click()
    await expect(page.getByRole('dialog')).toContainText('media.days')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved, and in force.')).toBeVisible()
    expect(readFileSync(file, 'utf8')).toContain('// mine')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText('Taken back.')).toBeVisible()
  })

  await test.step('the log goes on by itself, and the audit log names what was changed', async () => {
    await page.goto(`${base}/logs`)
    await page.getByRole('searchbox', { name: 'Filter lines…' }).fill('configuration changed')
    const lines = page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ hasText: 'The configuration changed.' })
    const logFile = path.join(gateway.home, 'state', 'logs', 'gateway.log')
    const written = () => readFileSync(logFile, 'utf8').split('The configuration changed.').length - 1
    // Two changes were saved, and both were taken back.
    await expect.poll(written).toBeGreaterThanOrEqual(4)
    const before = written()
    await expect(lines).toHaveCount(before)
    const owner = ownerOf(gateway)
    const { hash } = await owner.config.get.query({})
    const changes = [{ path: ['media', 'days'], value: 32 }]
    await owner.config.set.mutate({ baseHash: hash, changes })
    await expect(lines).toHaveCount(before + 1)
    await owner.config.undo.mutate({ baseHash: (await owner.config.get.query({})).hash })

    await page.goto(`${base}/audit`)
    await expect(page.getByText(/Every line is as it was written/)).toBeVisible()
    await page.getByRole('combobox', { name: 'What' }).selectOption({ label: 'change settings' })
    const told = page.getByText(/was allowed to change settings \(media\.days\)/)
    await expect(told.first()).toBeVisible()
    await page.reload()
    await expect(told.first()).toBeVisible()
    await expect(page.getByRole('combobox', { name: 'What' }).locator(':checked')).toHaveText(
      'change settings',
    )
  })
})
