import type { KeyboardEvent } from 'react'

/** What a key does in the composer. */
export type ComposerAction = 'send' | 'send-later' | 'none'

/**
 * Enter sends, with Ctrl or Cmd after the present answer; Shift+Enter breaks the line. While an input
 * method composes, Enter picks a candidate and never sends: `isComposing` says so, and Safari, which
 * ends the composition before the key event, says it with key code 229.
 */
export function composerAction(event: {
  key: string
  shiftKey: boolean
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  isComposing: boolean
  keyCode: number
}): ComposerAction {
  if (event.key !== 'Enter' || event.shiftKey || event.altKey) return 'none'
  if (event.isComposing || event.keyCode === 229) return 'none'
  return event.ctrlKey || event.metaKey ? 'send-later' : 'send'
}

/** What a key event says that matters here. */
export function keyOf(event: KeyboardEvent): Parameters<typeof composerAction>[0] {
  const { key, shiftKey, altKey, ctrlKey, metaKey, keyCode } = event
  const isComposing = event.nativeEvent.isComposing || keyCode === 229
  return { key, shiftKey, altKey, ctrlKey, metaKey, keyCode, isComposing }
}
