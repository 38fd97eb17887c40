import { useSyncExternalStore } from 'react'

const CHANGED = 'openclaw:location'

/** Address of a session; null stands for the main session, `new` for one that does not exist yet. */
export function sessionHref(sessionId: string | null, { messageId, agent }: SessionPlace = {}): string {
  if (sessionId === null) return '/'
  const query = new URLSearchParams({ session: sessionId })
  if (messageId !== undefined) query.set('message', messageId)
  if (agent !== undefined) query.set('agent', agent)
  return `/?${query}`
}

export interface SessionPlace {
  /** The message that is shown and marked there. */
  readonly messageId?: string
  /** With which assistant one is that does not exist yet. */
  readonly agent?: string
}

export function openSession(
  sessionId: string | null,
  options: SessionPlace & { replace?: boolean } = {},
): void {
  const href = sessionHref(sessionId, options)
  if (options.replace) history.replaceState(null, '', href)
  else history.pushState(null, '', href)
  dispatchEvent(new Event(CHANGED))
}

/** The session that the address names. Pages are static, so it is known in the browser only. */
export const useSessionParam = (): string | null => useParam('session')
/** The message of it that is looked for. */
export const useMessageParam = (): string | null => useParam('message')
/** With which assistant a new conversation is to be. */
export const useAgentParam = (): string | null => useParam('agent')

/** The message that is explained beside it, in the drawer. */
export const useWhyParam = (): string | null => useParam('why')

/** Explains a message of the conversation at hand; null closes what is open. */
export function showWhy(messageId: string | null): void {
  const address = new URL(location.href)
  if (messageId === null) address.searchParams.delete('why')
  else address.searchParams.set('why', messageId)
  const href = `${address.pathname}${address.search}`
  if (messageId === null) history.replaceState(null, '', href)
  else history.pushState(null, '', href)
  dispatchEvent(new Event(CHANGED))
}

function useParam(name: string): string | null {
  return useSyncExternalStore(
    listen,
    () => new URLSearchParams(location.search).get(name),
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
