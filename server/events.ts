import type { SessionEvent, SystemEvent } from '#protocol/run-events.ts'

export type TopicEvent = SessionEvent | SystemEvent
export type TopicListener = (topic: string, event: TopicEvent) => void

/** The one bus inside the gateway. Listeners run at once, in order of subscription, and must not throw. */
export interface Events {
  session(sessionId: string, event: SessionEvent): void
  system(event: SystemEvent): void
  /** Hears every event of every topic; returns the way to stop. */
  subscribe(listener: TopicListener): () => void
}

export const sessionTopic = (sessionId: string): string => `session:${sessionId}`
const SYSTEM_TOPIC = 'system'

export function createEvents(): Events {
  const listeners = new Set<TopicListener>()
  const publish: TopicListener = (topic, event) => {
    for (const listener of listeners) listener(topic, event)
  }
  return {
    session: (sessionId, event) => publish(sessionTopic(sessionId), event),
    system: (event) => publish(SYSTEM_TOPIC, event),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
