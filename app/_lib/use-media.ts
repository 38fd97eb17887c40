import { useSyncExternalStore } from 'react'

/** Small screens, and those where nothing can hover: what hides until then would stay hidden there. */
const isCompact = mediaStore('(max-width: 767px), (hover: none)')
/** Where the sidebar has room beside the page: from Tailwind's `md:` on. */
const isWide = mediaStore('(min-width: 48rem)')

/** Whether there is room for little, and a finger instead of a pointer. */
export const useCompact = (): boolean => useSyncExternalStore(...isCompact)

/** Whether the sidebar stands beside the page; else it is a drawer, and the pages are in a bar below. */
export const useWide = (): boolean => useSyncExternalStore(...isWide)

/** What `useSyncExternalStore` wants to know of a condition on the screen. */
function mediaStore(condition: string) {
  const listen = (tell: () => void): (() => void) => {
    const query = matchMedia(condition)
    query.addEventListener('change', tell)
    return () => query.removeEventListener('change', tell)
  }
  return [listen, () => matchMedia(condition).matches, () => false] as const
}
