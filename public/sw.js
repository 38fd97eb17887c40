// The panel's service worker: a page for when the gateway is gone, and notices. It keeps built files and words
// only, never an answer of the gateway, and never shows a page that the gateway did not just send.
const BUILD = new URL(self.location.href).searchParams.get('build') ?? ''
const SHELL = `openclaw.shell.${BUILD}`
const WORDS = 'openclaw.words'
const OFFLINE = '/offline'
const BUILT = '/_next/static/'

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate') event.respondWith(showPage(event))
  else if (pathname.startsWith(BUILT)) event.respondWith(findBuilt(request))
  else if (pathname === '/theme.js') event.respondWith(fetch(request).catch(() => findKept('/theme.js')))
})

self.addEventListener('push', (event) => {
  event.waitUntil(tell(readNotice(event.data)))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.href ?? '/'))
})

/** The page for when the gateway is gone, the built files that it names, and those that these name: words, fonts. */
async function keepShell() {
  const page = await fetch(OFFLINE, { cache: 'no-store' })
  if (!page.ok) throw new Error(`The gateway answered ${page.status}.`)
  const cache = await caches.open(SHELL)
  const named = listBuilt(await page.clone().text())
  await Promise.all([cache.put(OFFLINE, page), cache.addAll(['/theme.js', ...named])])
  const texts = await Promise.all(named.map(async (file) => (await cache.match(file)).text()))
  await cache.addAll(listBuilt(texts.join('\n')).filter((file) => !named.includes(file)))
}

function listBuilt(text) {
  const names = text.matchAll(/(?:static|\.\.)\/((?:chunks|media)\/[\w.~-]+\.(?:js|css|woff2))/g)
  return [...new Set([...names].map(([, name]) => BUILT + name))]
}

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith('openclaw.shell.') && name !== SHELL) await caches.delete(name)
  }
  await self.registration.navigationPreload?.enable()
  await self.clients.claim()
}

async function showPage(event) {
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request))
    return isGatewayGone(response) ? await findKept(OFFLINE) : response
  } catch {
    return await findKept(OFFLINE)
  }
}

/** Tailscale answers for a gateway that is gone; one that starts or stops answers without a word. */
function isGatewayGone({ status, headers }) {
  return status === 502 || status === 504 || (status === 503 && !headers.has('content-type'))
}

/** The name of a built file changes with its content. */
async function findBuilt(request) {
  return (await caches.match(request.url, { cacheName: SHELL, ignoreVary: true })) ?? (await fetch(request))
}

async function findKept(path) {
  return (await caches.match(path, { cacheName: SHELL, ignoreVary: true })) ?? Response.error()
}

/** What came says of what kind it is, and where it leads: never what it is about. */
function readNotice(data) {
  try {
    const { kind, id } = data.json()
    return { kind: String(kind), id: typeof id === 'string' ? id : '' }
  } catch {
    return { kind: 'unknown', id: '' }
  }
}

async function tell({ kind, id }) {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (kind !== 'test' && windows.some((window) => window.visibilityState === 'visible')) return
  const words = await readWords()
  const { title, body } = words[kind] ?? words.unknown ?? { title: 'OpenClaw', body: '' }
  const isConversation = kind === 'finished' || kind === 'failed'
  await self.registration.showNotification(title, {
    body,
    lang: words.language,
    icon: '/icons/192.png',
    badge: '/icons/badge.png',
    // One that nobody looked at makes room for the next of its kind.
    tag: isConversation ? `${kind}.${id}` : kind,
    renotify: true,
    data: { href: hrefOf(kind, id) },
  })
}

function hrefOf(kind, id) {
  if (kind === 'approval' || kind === 'question') return `/inbox#${encodeURIComponent(id)}`
  if (kind === 'finished' || kind === 'failed') return `/?session=${encodeURIComponent(id)}`
  return '/'
}

/** In the language of the panel, which put them there. */
async function readWords() {
  const kept = await caches.match('/words', { cacheName: WORDS })
  return kept ? await kept.json() : {}
}

async function open(href) {
  const windows = await self.clients.matchAll({ type: 'window' })
  const panel = windows.find(({ url }) => !['/login', OFFLINE].includes(new URL(url).pathname))
  if (!panel) return await self.clients.openWindow(href)
  // Some browsers don't let a page be brought to the front; it opens all the same.
  await panel.focus().catch(() => undefined)
  panel.postMessage({ type: 'open', href })
}
