import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** The sidebar of a narrow page is a native dialog: focus, Esc and the page behind it are the browser's work. */
export const DRAWER_ID = 'conversations'
const OPENED = 'openclaw:drawer'

function findDrawer(): HTMLDialogElement | null {
  const element = document.getElementById(DRAWER_ID)
  return element instanceof HTMLDialogElement ? element : null
}

export function openDrawer(): void {
  dispatchEvent(new Event(OPENED))
  findDrawer()?.showModal()
}

export function closeDrawer(): void {
  findDrawer()?.close()
}

/** Whether it was ever opened. It has what it holds before it shows itself, so that the focus finds its place. */
export function useDrawerOpened(): boolean {
  const [wasOpened, setOpened] = useState(false)
  useEffect(() => {
    const open = () => flushSync(() => setOpened(true))
    addEventListener(OPENED, open)
    return () => removeEventListener(OPENED, open)
  }, [])
  return wasOpened
}
