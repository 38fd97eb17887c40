import { BUILD_ID } from './same-build.ts'

/** The words of notices, as the service worker reads them: by kind, and in which language. */
export type NoticeWords = { readonly language: string } & Readonly<
  Record<string, string | { readonly title: string; readonly body: string }>
>

const WORDS = 'openclaw.words'

/** Whether this browser runs service workers for this page at all. */
const hasWorker = (): boolean => 'serviceWorker' in navigator && BUILD_ID !== undefined

/**
 * Gives the page its service worker (public/sw.js), of the same build. Asked for again it changes nothing;
 * undefined where the browser refuses.
 */
export async function startWorker(): Promise<ServiceWorkerRegistration | undefined> {
  if (!hasWorker()) return undefined
  try {
    return await navigator.serviceWorker.register(`/sw.js?build=${BUILD_ID}`, { scope: '/' })
  } catch {
    return undefined
  }
}

/** The worker can't read the panel's own storage: what it says lies where it can. */
export async function keepNoticeWords(words: NoticeWords): Promise<void> {
  try {
    const cache = await caches.open(WORDS)
    await cache.put('/words', new Response(JSON.stringify(words)))
  } catch {
    // It then says less.
  }
}

/** Hears where a notice that was opened leads. */
export function onOpened(open: (href: string) => void): () => void {
  if (!('serviceWorker' in navigator)) return () => undefined
  const listen = ({ data }: MessageEvent<unknown>) => {
    const href = typeof data === 'object' && data !== null && 'href' in data ? data.href : undefined
    if (typeof href === 'string' && /^\/(?![/\\])/.test(href)) open(href)
  }
  navigator.serviceWorker.addEventListener('message', listen)
  return () => navigator.serviceWorker.removeEventListener('message', listen)
}
