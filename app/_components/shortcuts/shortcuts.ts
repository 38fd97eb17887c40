/** Where a key works: everywhere, or only with the cursor in one place, which listens itself. */
type Place = 'panel' | 'message' | 'conversation' | 'card'

export interface Shortcut {
  /** Alternatives, the one that is shown first. `mod` is Cmd on a Mac and Ctrl elsewhere. */
  readonly keys: readonly [string, ...string[]]
  readonly place: Place
}

/** Every key of the panel, once: what it is bound to, and what the sheet, the palette and screen readers say of it. */
export const SHORTCUTS = {
  palette: { keys: ['mod+k'], place: 'panel' },
  newChat: { keys: ['mod+shift+o'], place: 'panel' },
  focusMode: { keys: ['mod+.', 'mod+\\'], place: 'panel' },
  find: { keys: ['mod+f'], place: 'panel' },
  help: { keys: ['mod+/'], place: 'panel' },
  stop: { keys: ['escape'], place: 'conversation' },
  send: { keys: ['enter'], place: 'message' },
  newLine: { keys: ['shift+enter'], place: 'message' },
  sendLater: { keys: ['mod+enter'], place: 'message' },
  allow: { keys: ['y'], place: 'card' },
  refuse: { keys: ['n'], place: 'card' },
  always: { keys: ['a'], place: 'card' },
  again: { keys: ['r'], place: 'card' },
  openCard: { keys: ['o'], place: 'card' },
  leave: { keys: ['d'], place: 'card' },
  nextCard: { keys: ['j'], place: 'card' },
  previousCard: { keys: ['k'], place: 'card' },
} as const satisfies Record<string, Shortcut>

export type ShortcutName = keyof typeof SHORTCUTS

type NameAt<Where extends Place> = {
  [Name in ShortcutName]: (typeof SHORTCUTS)[Name]['place'] extends Where ? Name : never
}[ShortcutName]

/** Those that one listener of the panel binds. */
export type PanelShortcut = NameAt<'panel'>
/** Those of whatever waits for an answer, while the focus is on it. */
export type CardShortcut = NameAt<'card'>

export const listShortcuts = (): readonly (readonly [ShortcutName, Shortcut])[] =>
  Object.entries(SHORTCUTS) as [ShortcutName, Shortcut][]
