import { chromium, type Page, type Worker } from '@playwright/test'
import { startGatewayProcess } from '#testing/gateway-process.ts'
import { composer, expect, test } from './fixtures.ts'
import { WHOLE_BROWSER } from './house/browsers.ts'
import { besidesGone } from './house/gone.ts'

test.use({
  isAlone: true,
  serviceWorkers: 'allow',
  permissions: ['notifications'],
  launchOptions: WHOLE_BROWSER,
})

/** What a service worker knows of itself; its own types are not those of a page. */
type Self = {
  registration: ServiceWorkerRegistration
  caches: CacheStorage
  dispatchEvent(event: Event): boolean
  /** How many notifications stand on the screen since `countShown`. */
  shown: number
}

const asked = async (worker: Worker): Promise<string[]> =>
  worker.evaluate(async () => {
    const { caches } = globalThis as unknown as Self
    const kept = await Promise.all(
      (await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map(({ url }) => url),
      ),
    )
    return kept.flat().map((url) => new URL(url).pathname)
  })

/** Chromium forgets a notification that is asked for while it is on its way to the screen: they are counted instead. */
const countShown = (worker: Worker) =>
  worker.evaluate(() => {
    const self = globalThis as unknown as Self
    const show = self.registration.showNotification.bind(self.registration)
    self.shown = 0
    self.registration.showNotification = async (title, options) => {
      await show(title, options)
      self.shown += 1
    }
  })

const shown = (worker: Worker) => worker.evaluate(() => (globalThis as unknown as Self).shown)

/** A push as the browser hands it to the worker. */
async function push(page: Page, notice: object): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const ids: string[] = []
  devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    ids.push(...registrations.map(({ registrationId }) => registrationId))
  })
  await devtools.send('ServiceWorker.enable')
  await expect.poll(() => ids.length).toBeGreaterThan(0)
  await devtools.send('ServiceWorker.deliverPushMessage', {
    origin: new URL(page.url()).origin,
    registrationId: ids.at(-1) ?? '',
    data: JSON.stringify(notice),
  })
  await devtools.detach()
}

test('A16: the panel can be installed, keeps nothing of the gateway, is told, and outlives a gateway that is gone', async ({
  chat,
  gateway,
  complaints,
  launchOptions,
}) => {
  // Nothing can be installed from the private windows that tests have.
  const ordinary = await chromium.launchPersistentContext('', launchOptions)
  const visit = await ordinary.newPage()
  await visit.goto(`http://localhost:${gateway.port}/login`)
  const devtools = await ordinary.newCDPSession(visit)
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
  const { errors, data = '{}' } = await devtools.send('Page.getAppManifest')
  expect(errors).toEqual([])
  expect(JSON.parse(data)).toMatchObject({ display: 'standalone', start_url: '/', scope: '/' })
  await ordinary.close()

  const worker = chat.context().serviceWorkers()[0] ?? (await chat.context().waitForEvent('serviceworker'))
  await chat.evaluate(() => navigator.serviceWorker.ready)
  await expect.poll(() => chat.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  await expect.poll(() => asked(worker)).toContain('/words')
  for (const path of await asked(worker)) {
    expect(path).toMatch(/^\/(offline|words|theme\.js|_next\/static\/.+)$/)
  }

  // Somebody looks: nothing is shown, but for a test. Then what is shown is of a kind, and leads to its place.
  await countShown(worker)
  await push(chat, { kind: 'approval', id: 'approval-1' })
  await push(chat, { kind: 'test', id: '' })
  await expect.poll(() => shown(worker)).toBe(1)
  await worker.evaluate(async () => {
    const { registration, dispatchEvent } = globalThis as unknown as Self
    const [notification, ...others] = await registration.getNotifications()
    if (others.length > 0) throw new Error('More was shown than the test.')
    Object.assign(notification?.data ?? {}, { href: '/inbox#approval-1' })
    const Opened = (globalThis as unknown as Record<string, new (type: string, init: object) => Event>)
      .NotificationEvent
    if (Opened) dispatchEvent(new Opened('notificationclick', { notification }))
  })
  await expect(chat).toHaveURL(/\/inbox#approval-1$/)

  await gateway.end()
  await chat.reload()
  await expect(chat.getByRole('heading', { name: 'OpenClaw does not answer' })).toBeVisible()
  await expect(chat.getByText('openclaw gateway start')).toBeVisible()
  await chat.screenshot({ path: 'test-results/looks/offline.png' })
  const again = await startGatewayProcess({ home: gateway.home, port: gateway.port })
  await expect(chat.getByRole('heading', { name: 'Inbox' })).toBeVisible()

  // A gateway that serves another build: the page is loaded anew once, and then says so.
  const loads: string[] = []
  chat.on('domcontentloaded', () => loads.push('load'))
  await chat.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => {
      socket.send(String(message).replace(/"panel":"\w+"/, '"panel":"another"'))
    })
  })
  await chat.goto(`http://localhost:${gateway.port}/`)
  await expect(chat.getByText('OpenClaw was updated')).toBeVisible()
  await expect(composer(chat)).toBeVisible()
  expect(loads).toHaveLength(2)

  // What the worker of the page could not fetch has failed for the page.
  expect(besidesGone(complaints).filter((line) => !line.includes('ERR_FAILED'))).toEqual([])
  await chat.goto('about:blank')
  complaints.length = 0
  await again.end()
})
