import { useSyncExternalStore } from 'react'
import { readStored, writeStored } from './storage.ts'

const NAME = 'openclaw.focus'
const CHANGED = 'openclaw:focus'

const isOn = (): boolean => readStored(NAME) !== null

/** Whether everything around the page is hidden. */
export const useFocusMode = (): boolean => useSyncExternalStore(listen, isOn, () => false)

export function toggleFocusMode(): void {
  writeStored(NAME, isOn() ? null : 'yes')
  dispatchEvent(new Event(CHANGED))
}

function listen(listener: () => void): () => void {
  addEventListener(CHANGED, listener)
  addEventListener('storage', listener)
  return () => {
    removeEventListener(CHANGED, listener)
    removeEventListener('storage', listener)
  }
}
