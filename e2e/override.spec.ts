import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { composer, expect, send, test } from './fixtures.ts'

test('A9 nothing in the address, the storage or a message moves the panel to another gateway', async ({
  page,
  link,
  gateway,
}) => {
  let connections = 0
  let upgrades = 0
  // What it serves is the planted bug: a panel that goes where its address tells it to.
  const careless = '<script>new WebSocket(new URLSearchParams(location.search).get("gatewayUrl"))</script>'
  const elsewhere = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end(careless),
  )
    .on('connection', () => {
      connections += 1
    })
    .on('upgrade', (_, socket) => {
      upgrades += 1
      socket.destroy()
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

  // A script of the page that tries it by itself gets nowhere either, by the content policy.
  const stopped = await page.evaluate(
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
  expect(stopped).toBe('connect-src')
  expect(connections).toBe(0)

  await page.goto(`${target.replace(/^ws(.*)ws$/, 'http$1')}?${query}`)
  await expect.poll(() => upgrades).toBe(1)
  elsewhere.closeAllConnections()
  elsewhere.close()
})
