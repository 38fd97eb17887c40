import { isPushWanted } from './push.ts'

/** Shows a notice outside of the page, where that is allowed and nothing else does it. */
export function notify(title: string, body: string, onClick: () => void): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted' || isPushWanted()) return
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
