import { useEffect } from 'react'

/** Stands before the title of a tab in which something has happened that nobody has looked at. */
export const BADGE = '● '
const NAME = 'OpenClaw'

/** Names the tab after what it shows, so that one is told from another, also among the bookmarks and in the history. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    const wanted = title === '' ? NAME : `${title} · ${NAME}`
    document.title = (document.title.startsWith(BADGE) ? BADGE : '') + wanted
    // A page that is gone to brings its bare title with it, later than this; any other title is somebody else's.
    const observer = new MutationObserver(() => {
      if (document.title === NAME && wanted !== NAME) document.title = wanted
    })
    observer.observe(document.head, { childList: true, subtree: true, characterData: true })
    return () => observer.disconnect()
  }, [title])
}
