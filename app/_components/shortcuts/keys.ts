import { SHORTCUTS, type ShortcutName } from './shortcuts.ts'

export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'keyCode' | 'isComposing' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'
>

/**
 * Whether a key event is that shortcut. Never while an input method composes: it says so, and Safari, which
 * ends the composition before the event, says it with key code 229.
 */
export function isShortcut(name: ShortcutName, event: KeyPress): boolean {
  if (event.isComposing || event.keyCode === 229 || event.altKey) return false
  return SHORTCUTS[name].keys.some((keys) => {
    const { key, hasMod, hasShift } = parseKeys(keys)
    // A sign may need Shift on one keyboard and none on another; only for letters and named keys it is a choice.
    const isSign = /^[^a-z0-9]$/.test(key)
    return (
      event.key.toLowerCase() === key &&
      (event.ctrlKey || event.metaKey) === hasMod &&
      (isSign || event.shiftKey === hasShift)
    )
  })
}

const SIGNS: Readonly<Record<string, string>> = { enter: '↵', escape: 'Esc' }

/** The keys as one reads them off the keyboard, each for itself: `['⌘', 'K']`, `['Ctrl', 'K']`. */
export function readKeys(name: ShortcutName, isMac: boolean): string[] {
  const { key, hasMod, hasShift } = parseKeys(SHORTCUTS[name].keys[0])
  return [
    ...(hasMod ? [isMac ? '⌘' : 'Ctrl'] : []),
    ...(hasShift ? [isMac ? '⇧' : 'Shift'] : []),
    SIGNS[key] ?? key.toUpperCase(),
  ]
}

/** For the attribute `aria-keyshortcuts`: `Control+K`. */
export function ariaKeys(name: ShortcutName, isMac: boolean): string {
  const { key, hasMod, hasShift } = parseKeys(SHORTCUTS[name].keys[0])
  const last = key.length === 1 ? key.toUpperCase() : key[0]?.toUpperCase() + key.slice(1)
  return [...(hasMod ? [isMac ? 'Meta' : 'Control'] : []), ...(hasShift ? ['Shift'] : []), last].join('+')
}

function parseKeys(keys: string): { key: string; hasMod: boolean; hasShift: boolean } {
  const parts = keys.split('+')
  return { key: parts.at(-1) ?? '', hasMod: parts.includes('mod'), hasShift: parts.includes('shift') }
}
