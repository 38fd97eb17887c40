import { useSyncExternalStore } from 'react'

const CHANGED = 'openclaw:location'

/** Address of a session; null stands for the main session, `new` for one that does not exist yet. */
export function sessionHref(sessionId: string | null): string {
  return sessionId === null ? '/' : `/?session=${encodeURIComponent(sessionId)}`
}

export function openSession(sessionId: string | null, options: { replace?: boolean } = {}): void {
  const href = sessionHref(sessionId)
  if (options.replace) history.replaceState(null, '', href)
  else history.pushState(null, '', href)
  dispatchEvent(new Event(CHANGED))
}

/** The session that the address names. Pages are static, so it is known in the browser only. */
export function useSessionParam(): string | null {
  return useSyncExternalStore(
    listen,
    () => new URLSearchParams(location.search).get('session'),
    () => null,
  )
}

function listen(listener: () => void): () => void {
  addEventListener(CHANGED, listener)
  addEventListener('popstate', listener)
  return () => {
    removeEventListener(CHANGED, listener)
    removeEventListener('popstate', listener)
  }
}
