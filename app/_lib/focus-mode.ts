import { useSyncExternalStore } from 'react'
import { onStored, readStored, writeStored } from './storage.ts'

const NAME = 'openclaw.focus'
const CHANGED = 'openclaw:focus'
const listen = onStored(CHANGED)

const isOn = (): boolean => readStored(NAME) !== null

/** Whether everything around the page is hidden. */
export const useFocusMode = (): boolean => useSyncExternalStore(listen, isOn, () => false)

export function toggleFocusMode(): void {
  writeStored(NAME, isOn() ? null : 'yes')
  dispatchEvent(new Event(CHANGED))
}
