/** Origin storage that may be forbidden or full: reading gives null, writing gives false. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/** Writes, or removes where `value` is null. */
export function writeStored(name: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
    return true
  } catch {
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
