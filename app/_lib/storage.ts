/** Origin storage that may be forbidden or full: reading gives null, writing gives false. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/** Told of by a write that was refused, and by the next one that was not. */
export const STORAGE_CHANGED = 'openclaw:storage'
const refused = new Set<string>()

/** Whether something that should outlive this page can't be kept. */
export const isStorageFull = (): boolean => refused.size > 0

/** Writes, or removes where `value` is null. */
export function writeStored(name: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
    if (refused.delete(name)) dispatchEvent(new Event(STORAGE_CHANGED))
    return true
  } catch {
    refused.add(name)
    dispatchEvent(new Event(STORAGE_CHANGED))
    return false
  }
}

/** The names that begin with `prefix`. */
export function listStored(prefix: string): string[] {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix))
  } catch {
    return []
  }
}

/** Half of this browser's credential; the other half is a cookie that no script can read. */
export const BROWSER_KEY = 'openclaw.key'
export const readBrowserKey = (): string | null => readStored(BROWSER_KEY)
