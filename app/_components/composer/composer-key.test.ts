import { describe, expect, it } from 'vitest'
import { composerAction } from './composer-key.ts'

const enter = {
  key: 'Enter',
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 13,
}

describe('the Enter key', () => {
  it('sends', () => expect(composerAction(enter)).toBe('send'))

  it('waits for the end of the present answer with Ctrl or Cmd', () => {
    expect(composerAction({ ...enter, ctrlKey: true })).toBe('send-later')
    expect(composerAction({ ...enter, metaKey: true })).toBe('send-later')
    expect(composerAction({ ...enter, ctrlKey: true, isComposing: true })).toBe('none')
  })

  it('breaks the line with Shift or Alt', () => {
    expect(composerAction({ ...enter, shiftKey: true })).toBe('none')
    expect(composerAction({ ...enter, altKey: true })).toBe('none')
  })

  it('never sends while an input method composes', () => {
    expect(composerAction({ ...enter, isComposing: true })).toBe('none')
    // Safari: the composition has just ended, only the key code still tells.
    expect(composerAction({ ...enter, keyCode: 229 })).toBe('none')
  })

  it('leaves other keys alone', () => expect(composerAction({ ...enter, key: 'a' })).toBe('none'))
})
