import { useSyncExternalStore } from 'react'

/** Small screens, and those where nothing can hover: what hides until then would stay hidden there. */
const COMPACT = '(max-width: 767px), (hover: none)'

const subscribe = (tell: () => void): (() => void) => {
  const query = matchMedia(COMPACT)
  query.addEventListener('change', tell)
  return () => query.removeEventListener('change', tell)
}

/** Whether there is room for little, and a finger instead of a pointer. */
export const useCompact = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => matchMedia(COMPACT).matches,
    () => false,
  )
