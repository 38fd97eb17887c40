import { composer, expect, test } from './fixtures.ts'
import { createLink } from './house/owner.ts'

test('a link signs the browser in and leaves no code behind', async ({ page, link }) => {
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(request.url()))
  await page.goto(link)
  await expect(composer(page)).toBeVisible()
  expect(new URL(page.url()).hash).toBe('')
  const code = new URL(link).hash.slice('#code='.length)
  expect(code.length).toBeGreaterThan(20)
  expect(addresses.filter((address) => address.includes(code) && !address.includes('#'))).toEqual([])
  expect(await page.evaluate(() => document.cookie)).toBe('')
})

test('a link works once; the way to a fresh one is shown', async ({ page, browser, link, gateway }) => {
  await page.goto(link)
  await expect(composer(page)).toBeVisible()

  const stranger = await browser.newPage()
  await stranger.goto(link)
  await expect(stranger.getByText('This link does not work any more')).toBeVisible()
  await expect(stranger.getByText('npm run openclaw -- open')).toBeVisible()

  await stranger.goto(await createLink(gateway))
  await expect(composer(stranger)).toBeVisible()
  await stranger.close()
})

test('a browser without credentials is told how to get in, and gets nothing else', async ({
  page,
  gateway,
}) => {
  await page.goto(`http://localhost:${gateway.port}/`)
  await expect(page.getByText('This browser is not signed in')).toBeVisible()
  // What shows the pages has no words of its own in the terminal.
  expect(gateway.output()).not.toContain('next.config')
  await expect(composer(page)).toHaveCount(0)
})

test('the cookie alone and the key alone open nothing', async ({ page, browser, link, gateway }) => {
  await page.goto(link)
  await expect(composer(page)).toBeVisible()
  const address = `http://localhost:${gateway.port}/trpc/sessions.list`
  const withCookieOnly = await page.request.get(address)
  expect(withCookieOnly.status()).toBe(401)

  const key = await page.evaluate(() => localStorage.getItem('openclaw.key'))
  expect(key).toBeTruthy()
  const elsewhere = await browser.newContext()
  const withKeyOnly = await elsewhere.request.get(address, { headers: { 'x-browser-key': key ?? '' } })
  expect(withKeyOnly.status()).toBe(401)
  await elsewhere.close()
})

test('127.0.0.1 leads to the one canonical address', async ({ page, gateway }) => {
  await page.goto(`http://127.0.0.1:${gateway.port}/`)
  expect(new URL(page.url()).hostname).toBe('localhost')
})
