import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { composer, expect, send, test } from './fixtures.ts'

test('A9 nothing in the address, the storage or a message moves the panel to another gateway', async ({
  page,
  link,
  gateway,
}) => {
  let connections = 0
  const elsewhere = createServer().on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  const target = `ws://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/ws`
  const names = ['gatewayUrl', 'gateway', 'url', 'server', 'ws', 'openclaw.gatewayUrl', 'openclaw.settings']
  await page.addInitScript(
    ([address, keys]) => {
      for (const key of keys)
        localStorage.setItem(key, key.endsWith('settings') ? `{"gatewayUrl":"${address}"}` : address)
    },
    [target, names] as const,
  )

  await page.goto(link)
  await expect(composer(page)).toBeVisible()
  const query = new URLSearchParams(names.map((name) => [name, target])).toString()
  await page.goto(`http://localhost:${gateway.port}/?${query}#gatewayUrl=${target}`)
  await page.evaluate((address) => window.postMessage({ type: 'connect', gatewayUrl: address }, '*'), target)
  await send(page, 'what can you do?')
  await expect(page.getByRole('log').getByText('ANTHROPIC_API_KEY').first()).toBeVisible()
  expect(connections).toBe(0)

  // Planted bug: a script of the page that tries it by itself gets nowhere either, by the content policy.
  const planted = await page.evaluate(
    (address) =>
      new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective))
        try {
          new WebSocket(address)
        } catch {
          resolve('refused')
        }
      }),
    target,
  )
  expect(planted).toBe('connect-src')
  expect(connections).toBe(0)
  elsewhere.close()
})
