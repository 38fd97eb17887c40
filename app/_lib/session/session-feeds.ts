import type { Gateway } from '../gateway/gateway.ts'
import { createPace } from './pace.ts'
import { createSessionFeed, type SessionFeed } from './session-feed.ts'

/** Feeds by session id. One that was left keeps what it has: its place in the stream and what is unsent. */
export type SessionFeeds = (sessionId: string) => SessionFeed

const FEEDS = new WeakMap<Gateway, SessionFeeds>()

/** Those of a connection: the same for as long as it lasts, whichever page asks. */
export function feedsOf(gateway: Gateway): SessionFeeds {
  const present = FEEDS.get(gateway) ?? createSessionFeeds(gateway)
  FEEDS.set(gateway, present)
  return present
}

function createSessionFeeds(gateway: Gateway): SessionFeeds {
  const feeds = new Map<string, SessionFeed>()
  return (sessionId) => {
    const known = feeds.get(sessionId)
    if (known) return known
    const feed = createSessionFeed({ gateway, sessionId, schedule: createPace(window) })
    feeds.set(sessionId, feed)
    return feed
  }
}
