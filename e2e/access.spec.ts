import type { Browser, Page } from '@playwright/test'
import type { GatewayProcess } from '#testing/gateway-process.ts'
import { delay, text } from '#testing/model-vendor/turn.ts'
import { composer, decide, expect, send, test } from './fixtures.ts'

test.use({ model: 'vendor' })

const slowly = Array.from({ length: 300 }, (_, n) => [text(`word${n} `), delay(50)]).flat()

/** A browser that nobody knows yet, in front of its code. */
async function askToPair(browser: Browser, gateway: GatewayProcess): Promise<{ page: Page; code: string }> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`http://localhost:${gateway.port}/`)
  await page.getByRole('button', { name: 'Pair this browser' }).click()
  const code = await page.getByRole('status', { name: 'The code of this browser' }).innerText()
  expect(code).toMatch(/^\d{6}$/)
  return { page, code }
}

/** The page of a request in the inbox, once its buttons stood still long enough to be pressed. */
const requestOf = (chat: Page, code: string) =>
  chat.getByRole('main').getByRole('listitem').filter({ hasText: code })

test('B16: a second browser shows a code, comes in once it is approved, and is out at once when revoked', async ({
  chat,
  browser,
  gateway,
  vendor,
}) => {
  await chat.setViewportSize({ width: 390, height: 844 })
  const { page: phone, code } = await askToPair(browser, gateway)
  await expect(phone.getByText(`openclaw pairing approve browser ${code}`)).toBeVisible()
  await phone.reload()
  await expect(phone.getByText(code, { exact: true })).toBeVisible()

  await chat.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /Inbox/ }).click()
  await expect(chat.getByRole('link', { name: /1 waits for you/ })).toBeVisible()
  await chat.screenshot({ path: 'test-results/looks/inbox-light-en-phone.png' })
  await decide(requestOf(chat, code).getByRole('button', { name: 'Approve' }))
  await expect(composer(phone)).toBeVisible()
  await expect(chat.getByText('Nothing waits for you')).toBeVisible()

  vendor.script([slowly])
  await send(phone, 'talk')
  await expect(phone.getByRole('log').getByText('word9 ')).toBeVisible()
  await chat.getByRole('button', { name: 'More', exact: true }).click()
  await chat.getByRole('menuitem', { name: 'Access' }).click()
  const browsers = chat.getByRole('region', { name: 'Browsers' }).getByRole('listitem')
  await browsers
    .filter({ hasNotText: 'This browser' })
    .getByRole('button', { name: /^Revoke/ })
    .click()
  await chat.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  // Within a second at the gateway: server/http/revoke.test.ts. Here it is seen that the page goes with it, by itself.
  await expect(phone.getByText('This browser was signed out')).toBeVisible()
  await expect(phone.getByRole('log')).toHaveCount(0)
  await phone.context().close()
})

test('a browser that is rejected is told so; the inbox in Chinese on a phone', async ({
  chat,
  browser,
  gateway,
}) => {
  const { page: stranger, code } = await askToPair(browser, gateway)
  await chat.setViewportSize({ width: 390, height: 844 })
  await chat.evaluate(() => localStorage.setItem('openclaw.language', 'zh'))
  await chat.goto(`http://localhost:${gateway.port}/inbox`)
  const request = requestOf(chat, code)
  await expect(request.getByText('配对码', { exact: true })).toBeVisible()
  await chat.screenshot({ path: 'test-results/looks/inbox-light-zh-phone.png' })
  expect(await chat.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
  await decide(request.getByRole('button', { name: '拒绝' }))
  await expect(stranger.getByText('This browser was not let in')).toBeVisible()
  await expect(composer(stranger)).toHaveCount(0)
  await stranger.context().close()
})

test('a token is shown once, works, and is refused once it is revoked', async ({ chat, gateway }) => {
  await chat.goto(`http://localhost:${gateway.port}/access`)
  await chat.getByRole('button', { name: 'New token' }).click()
  const dialog = chat.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('script of mine')
  await dialog.getByRole('checkbox', { name: 'Chat' }).uncheck()
  await dialog.getByRole('button', { name: 'New token' }).click()
  const token = await chat.getByRole('dialog', { name: 'Copy the token now' }).locator('code').innerText()
  expect(token).toMatch(/^oc_/)
  const list = async (method: string) =>
    (
      await fetch(`http://localhost:${gateway.port}/trpc/${method}`, {
        headers: { authorization: `Bearer ${token}` },
      })
    ).status
  expect([await list('sessions.list'), await list('tokens.list')]).toEqual([200, 403])

  await chat.getByRole('button', { name: 'Done' }).click()
  await expect(chat.getByText(token)).toHaveCount(0)
  await chat.getByRole('button', { name: 'Revoke: script of mine' }).click()
  await chat.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(chat.getByText('script of mine')).toHaveCount(0)
  expect(await list('sessions.list')).toBe(401)
})
