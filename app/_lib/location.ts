import { useEffect, useState, useSyncExternalStore } from 'react'

const CHANGED = 'openclaw:location'
/** Browsers refuse an address that changes with every letter (milliseconds). */
const PAUSE_MS = 200

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
  setParam('why', messageId, { push: messageId !== null })
}

/**
 * What a page is narrowed to, kept in its address: it is there again after a reload, and on the way back. Where it is
 * empty, it does not stand there.
 */
export function useAddressValue(name: string): [string, (value: string) => void] {
  return [useParam(name) ?? '', (value) => setParam(name, value === '' ? null : value)]
}

/** The same for one of some values; what an address says beside them is as `initial`. */
export function useAddressChoice<Value extends string>(
  name: string,
  values: readonly Value[],
  initial: Value,
): [Value, (value: Value) => void] {
  const [stored, store] = useAddressValue(name)
  return [
    values.find((value) => value === stored) ?? initial,
    (value) => store(value === initial ? '' : value),
  ]
}

/** The same for words that are typed. */
export function useAddressWords(name: string): [string, (value: string) => void] {
  const stored = useParam(name) ?? ''
  const [own, setOwn] = useState<string | null>(null)
  useEffect(() => {
    if (own === null) return
    const timer = setTimeout(() => {
      setParam(name, own === '' ? null : own)
      setOwn(null)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [name, own])
  return [own ?? stored, setOwn]
}

/** Writes a part of the address, or takes it away; the page stays. */
function setParam(name: string, value: string | null, { push = false } = {}): void {
  const address = new URL(location.href)
  if (value === null) address.searchParams.delete(name)
  else address.searchParams.set(name, value)
  const href = `${address.pathname}${address.search}`
  if (push) history.pushState(null, '', href)
  else history.replaceState(null, '', href)
  dispatchEvent(new Event(CHANGED))
}

/** A part of the address as it is now; null where it is not there. */
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
