import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { text, toolCall } from '#testing/model-vendor/turn.ts'
import { decide, expect, send, test } from './fixtures.ts'
import { ownerOf, signIn } from './house/owner.ts'

test.use({ model: 'vendor' })

const touch = { argv: ['touch', 'made by the assistant'] }

test('E8: a command waits for the owner, shows itself whole with the program that it is, and runs once allowed', async ({
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
  await expect(card).toContainText(gateway.workspace)
  const program = realpathSync(execFileSync('sh', ['-c', 'command -v touch']).toString().trim())
  const hash = createHash('sha256').update(readFileSync(program)).digest('hex')
  await expect(card).toContainText(program)
  await expect(card).not.toContainText(hash)
  await card.getByRole('button', { name: `sha256 ${hash.slice(0, 12)}` }).click()
  await expect(card).toContainText(hash)

  await decide(card.getByRole('button', { name: 'Allow once' }))
  await expect(chat.getByRole('log').getByText('It is there.')).toBeVisible()
  expect(existsSync(path.join(gateway.workspace, 'made by the assistant'))).toBe(true)
})

test('denied is denied: nothing ran and the model knows', async ({ chat, vendor, gateway }) => {
  vendor.script([[toolCall('exec', touch)], [text('Then I leave it.')]])
  await send(chat, 'make the file')
  await decide(chat.getByRole('button', { name: 'Deny' }))
  await expect(chat.getByRole('log').getByText('Then I leave it.')).toBeVisible()
  expect(existsSync(path.join(gateway.workspace, 'made by the assistant'))).toBe(false)
  expect(JSON.stringify(vendor.requests.at(-1)?.body)).toMatch(/denied/i)
})

test('"always" is offered for a program that only looks, and then asked once', async ({ chat, vendor }) => {
  vendor.script([
    [toolCall('exec', { argv: ['hostname'] })],
    [text('First.')],
    [toolCall('exec', { argv: ['hostname'] })],
    [text('Second.')],
  ])
  await send(chat, 'what is there?')
  await decide(chat.getByRole('button', { name: 'Always allow exactly this' }))
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
      // Behind the word stands the letter that does the same.
      const button = [...document.querySelectorAll('button')].find(({ textContent }) =>
        textContent?.startsWith('Deny'),
      )
      if (!button) return
      seen ??= performance.now()
      if (button.ariaDisabled !== 'true')
        document.documentElement.dataset.waited ??= String(performance.now() - seen)
      button.click()
    }
    new MutationObserver(press).observe(document, { subtree: true, childList: true, attributes: true })
  })
  await chat.reload()
  await expect(chat.getByRole('log').getByText('Then I leave it.')).toBeVisible()
  expect(Number(await chat.locator('html').getAttribute('data-waited'))).toBeGreaterThan(490)
  expect(existsSync(path.join(gateway.workspace, 'made by the assistant'))).toBe(false)
})

test('E8: an approval survives a reload; one that is higher than the window is refused or read from its beginning', async ({
  chat,
  vendor,
}) => {
  const many = { argv: ['touch', ...Array.from({ length: 60 }, (_, n) => `file ${n}`)] }
  vendor.script([[toolCall('exec', many)], [text('It is there.')]])
  await send(chat, 'make the files')
  const allow = chat.getByRole('button', { name: 'Allow once' })
  await expect(allow).toBeVisible()
  await chat.reload()
  await expect(chat.getByRole('button', { name: 'Deny' })).toBeEnabled()
  await expect(allow).toBeDisabled()
  await chat.getByRole('button', { name: 'Show the beginning' }).click()
  await expect(chat.getByRole('heading', { name: 'Run this command?' })).toBeInViewport()
  await expect(chat.locator('[data-sight=seen]')).toBeVisible()
  await expect(chat.getByRole('button', { name: 'Show the beginning' })).toHaveCount(0)
  await chat.getByRole('button', { name: 'Waiting for your answer' }).click()
  await expect(chat.getByRole('button', { name: 'Waiting for your answer' })).toHaveCount(0)
  await decide(allow)
  await expect(chat.getByRole('log').getByText('It is there.')).toBeVisible()
})

test('a question waits for a choice, and the model goes on with it', async ({ chat, vendor }) => {
  const question = { question: 'Tea or coffee?', choices: ['tea', 'coffee'] }
  vendor.script([[toolCall('ask', question)], [text('Tea it is.')]])
  await send(chat, 'make me something')
  const card = chat.getByRole('region', { name: 'Tea or coffee?' })
  await expect(card).toBeVisible()
  await decide(card.getByRole('button', { name: 'tea', exact: true }))
  await expect(chat.getByRole('log').getByText('Tea it is.')).toBeVisible()
  await chat.reload()
  await expect(chat.getByText('You answered: tea')).toBeVisible()
})

test('what is answered elsewhere leaves the inbox within 300 ms, what a second device allows runs, and both are told after a reload', async ({
  browser,
  chat,
  vendor,
  gateway,
}) => {
  const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven']
  const denied = names.length - 1
  vendor.script([names.map((name) => toolCall('exec', { argv: ['touch', name] })), [text('All seven.')]])
  await send(chat, 'make them')
  await expect(chat.locator('[data-approval]')).toHaveCount(names.length)
  const conversation = chat.url()
  await chat.getByRole('link', { name: /^Inbox/ }).click()
  const cards = chat.locator('[data-approval]')
  await expect(cards).toHaveCount(names.length)
  const owner = ownerOf(gateway)
  const { approvals } = await owner.approvals.list.query({})
  const delays: number[] = []
  for (const { id: approvalId } of approvals.slice(0, denied)) {
    const gone = chat.evaluate(
      (id) =>
        new Promise<number>((resolve) => {
          const look = () => document.querySelector(`[data-approval="${id}"]`) ?? resolve(Date.now())
          new MutationObserver(look).observe(document.body, { childList: true, subtree: true })
          look()
        }),
      approvalId,
    )
    const begun = Date.now()
    await owner.approvals.resolve.mutate({ approvalId, decision: 'deny' })
    delays.push((await gone) - begun)
  }
  // The quickest of six: a busy machine may be late, and what is slow is slow each time.
  expect(Math.min(...delays)).toBeLessThan(300)

  const phone = await browser.newContext({ viewport: { width: 390, height: 844 } })
  await signIn(phone, gateway)
  const page = await phone.newPage()
  // As a notice leads there.
  await page.goto(`http://localhost:${gateway.port}/inbox#${approvals[denied]?.id}`)
  await expect(page.locator('[data-approval]')).toHaveCount(1)
  await expect(page.locator('[data-approval]')).toBeFocused()
  await decide(page.getByRole('button', { name: 'Allow once' }))
  await expect(chat.getByText('Nothing waits for you')).toBeVisible()
  await phone.close()
  await expect
    .poll(() => names.filter((name) => existsSync(path.join(gateway.workspace, name))).length)
    .toBe(1)
  await chat.goto(conversation)
  await expect(chat.getByText('You denied this.')).toHaveCount(denied)
})
