import { useEffect } from 'react'

/** Stands before the title of a tab in which something has happened that nobody has looked at. */
export const BADGE = '● '
const NAME = 'OpenClaw'

/** Names the tab after what it shows, so that one is told from another, also among the bookmarks and in the history. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    const badge = document.title.startsWith(BADGE) ? BADGE : ''
    document.title = badge + (title === '' ? NAME : `${title} · ${NAME}`)
  }, [title])
}
