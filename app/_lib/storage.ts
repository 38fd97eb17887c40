/** Told of by a write that was refused, and by the one that made an end to that. */
export const STORAGE_CHANGED = 'openclaw:storage'

/** What the browser did not take, for as long as this page stays. */
const refused = new Map<string, string | null>()

/** Whether something that should outlive this page can't be kept. */
export const isStorageFull = (): boolean => refused.size > 0

/** Origin storage, which may be forbidden or full: what it did not take is known here all the same. */
export function readStored(name: string): string | null {
  const held = refused.get(name)
  if (held !== undefined) return held
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/** Writes, or removes where `value` is null; false where that will not outlive this page. */
export function writeStored(name: string, value: string | null): boolean {
  const wasFull = isStorageFull()
  const isKept = keep(name, value)
  if (isKept) {
    refused.delete(name)
    // There is room again, maybe also for what was refused before.
    for (const [other, held] of refused) if (keep(other, held)) refused.delete(other)
  } else refused.set(name, value)
  if (wasFull || !isKept) dispatchEvent(new Event(STORAGE_CHANGED))
  return isKept
}

function keep(name: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
    return true
  } catch {
    return false
  }
}

/** Listens for writes: those of this page are told of by the event `changed`, those of other pages by the browser. */
export const onStored =
  (changed: string) =>
  (listener: () => void): (() => void) => {
    addEventListener(changed, listener)
    addEventListener('storage', listener)
    return () => {
      removeEventListener(changed, listener)
      removeEventListener('storage', listener)
    }
  }

/** The names that begin with `prefix`. */
export function listStored(prefix: string): string[] {
  const names = new Set([...listKept(), ...refused.keys()])
  return [...names].filter((name) => name.startsWith(prefix) && refused.get(name) !== null)
}

function listKept(): string[] {
  try {
    return Object.keys(localStorage)
  } catch {
    return []
  }
}

/** Half of this browser's credential; the other half is a cookie that no script can read. */
export const BROWSER_KEY = 'openclaw.key'
export const readBrowserKey = (): string | null => readStored(BROWSER_KEY)
