/** The sidebar of a narrow page is a native dialog: focus, Esc and the page behind it are the browser's work. */
export const DRAWER_ID = 'conversations'

function findDrawer(): HTMLDialogElement | null {
  const element = document.getElementById(DRAWER_ID)
  return element instanceof HTMLDialogElement ? element : null
}

export function openDrawer(): void {
  findDrawer()?.showModal()
}

export function closeDrawer(): void {
  findDrawer()?.close()
}
