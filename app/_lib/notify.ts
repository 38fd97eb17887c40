import { useSyncExternalStore } from 'react'

export type NotifyPermission = NotificationPermission | 'missing'

const CHANGED = 'openclaw:notify'

/** Whether this page may show a notice outside of itself. */
export function useNotifyPermission(): NotifyPermission {
  return useSyncExternalStore(listen, permission, () => 'missing')
}

/** Asks; only ever called by a click. */
export async function askToNotify(): Promise<void> {
  await Notification.requestPermission()
  dispatchEvent(new Event(CHANGED))
}

export function notify(title: string, body: string, onClick: () => void): void {
  if (permission() !== 'granted') return
  try {
    const notice = new Notification(title, { body, tag: 'openclaw.done' })
    notice.onclick = () => {
      focus()
      onClick()
      notice.close()
    }
  } catch {
    // Some phones allow it to service workers only; the mark in the title has to do.
  }
}

const permission = (): NotifyPermission =>
  typeof Notification === 'undefined' ? 'missing' : Notification.permission

function listen(listener: () => void): () => void {
  addEventListener(CHANGED, listener)
  return () => removeEventListener(CHANGED, listener)
}
