import { useSyncExternalStore } from 'react'
import { onStored, readStored, writeStored } from './storage.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]
export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/** What public/theme.js listens to, beside the browser's own `storage`. */
const CHANGED = 'openclaw:appearance'
const listen = onStored(CHANGED)

/** The language somebody chose, or else the browser's. */
export function pickLanguage(stored: string | null, preferred: string): Language {
  return (stored ?? preferred).toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export function setTheme(theme: Theme): void {
  writeStored('openclaw.theme', theme === 'system' ? null : theme)
  dispatchEvent(new Event(CHANGED))
}

export function setLanguage(language: Language): void {
  writeStored('openclaw.language', language)
  dispatchEvent(new Event(CHANGED))
}

export function useTheme(): Theme {
  return useSyncExternalStore(listen, readTheme, () => 'system')
}

/** Null while the page is as the server made it: nothing with words in it is drawn before. */
export function useLanguage(): Language | null {
  return useSyncExternalStore(
    listen,
    () => pickLanguage(readStored('openclaw.language'), navigator.language),
    () => null,
  )
}

function readTheme(): Theme {
  const stored = readStored('openclaw.theme')
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}
