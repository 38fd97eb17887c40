import { useEffect, useSyncExternalStore } from 'react'
import { usePanel } from '../panel-context.ts'
import type { SessionFeed } from './session-feed.ts'
import { feedsOf, type SessionFeeds } from './session-feeds.ts'
import type { SessionView } from './session-store.ts'

/** Apart from the panel itself: a page without conversations does without their code. */
export const useFeeds = (): SessionFeeds => feedsOf(usePanel().gateway)

/** Follows a conversation for as long as the component is there. */
export function useFeed(sessionId: string): { feed: SessionFeed; view: SessionView } {
  const feed = useFeeds()(sessionId)
  useEffect(() => {
    feed.start()
    return () => feed.stop()
  }, [feed])
  return { feed, view: useSyncExternalStore(feed.onChange, feed.view, feed.view) }
}
