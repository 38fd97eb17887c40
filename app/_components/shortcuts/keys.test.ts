import { describe, expect, it } from 'vitest'
import { composerAction } from '../composer/composer-key.ts'
import { ariaKeys, isShortcut, type KeyPress, readKeys } from './keys.ts'
import { listShortcuts, type ShortcutName } from './shortcuts.ts'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  keyCode: 0,
  isComposing: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
})

/** The event that a keyboard sends for a shortcut. */
function pressOf(name: ShortcutName): KeyPress {
  const keys = listShortcuts().find(([each]) => each === name)?.[1].keys[0] ?? ''
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const named = key.length === 1 ? key : key.charAt(0).toUpperCase() + key.slice(1)
  return press(named, { ctrlKey: parts.includes('mod'), shiftKey: parts.includes('shift') })
}

describe('the keys of the panel', () => {
  it('are each bound to one thing', () => {
    const bound = listShortcuts().flatMap(([, { keys, place }]) => keys.map((each) => `${place} ${each}`))
    expect(new Set(bound).size).toBe(bound.length)
    for (const [name] of listShortcuts()) {
      const taken = listShortcuts().filter(([other]) => isShortcut(other, pressOf(name)))
      expect(taken.map(([other]) => other)).toEqual([name])
    }
  })

  it('take Ctrl and Cmd alike, and a sign with the Shift that its keyboard needs', () => {
    expect(isShortcut('palette', press('k', { metaKey: true }))).toBe(true)
    expect(isShortcut('palette', press('K', { ctrlKey: true }))).toBe(true)
    expect(isShortcut('palette', press('k'))).toBe(false)
    expect(isShortcut('palette', press('k', { ctrlKey: true, shiftKey: true }))).toBe(false)
    expect(isShortcut('palette', press('k', { ctrlKey: true, altKey: true }))).toBe(false)
    expect(isShortcut('help', press('/', { ctrlKey: true, shiftKey: true }))).toBe(true)
  })

  it('are an input method’s own while it composes', () => {
    for (const [name] of listShortcuts()) {
      expect(isShortcut(name, { ...pressOf(name), isComposing: true })).toBe(false)
      expect(isShortcut(name, { ...pressOf(name), keyCode: 229 })).toBe(false)
    }
  })

  it('do in the message box what the sheet says', () => {
    expect(composerAction(pressOf('send'))).toBe('send')
    expect(composerAction(pressOf('sendLater'))).toBe('send-later')
    expect(composerAction(pressOf('newLine'))).toBe('none')
  })

  it('are read as they are printed, and as screen readers want them', () => {
    expect(readKeys('newChat', true)).toEqual(['⌘', '⇧', 'O'])
    expect(readKeys('newChat', false)).toEqual(['Ctrl', 'Shift', 'O'])
    expect(readKeys('stop', false)).toEqual(['Esc'])
    expect([ariaKeys('palette', true), ariaKeys('palette', false)]).toEqual(['Meta+K', 'Control+K'])
    expect(ariaKeys('stop', false)).toBe('Escape')
  })
})
