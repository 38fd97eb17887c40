import type { ChatMessage } from '#protocol/messages.ts'
import type { Clock } from '../clock.ts'
import type { Events, TopicEvent } from '../events.ts'

export interface Position {
  readonly epoch: string
  readonly seq: number
}

export interface Subscription {
  readonly position: Position
  /** Starts the flow: what was missed (or a snapshot) first, then everything new. Call once. */
  start(): void
  stop(): void
}

/** Numbers the events of each topic and gives them to whoever listens. */
export interface Hub {
  position(topic: string): Position
  /** `send` gets finished frames, the very same string for all subscribers. */
  subscribe(topic: string, after: Position | undefined, send: (frame: string) => void): Subscription
  stop(): void
}

interface Topic {
  readonly senders: Set<(frame: string) => void>
  /** The newest events, oldest first; the last one has number `seq`. */
  recent: string[]
  bytes: number
  cancelCooling: (() => void) | undefined
}

/** What a client may have missed and still continue: this many events, this many characters. */
const RECENT_EVENTS = 2_000
const RECENT_LENGTH = 2 * 1024 * 1024
/** How long a topic that nobody hears keeps its recent events, for a reload or a short loss of network. */
const KEEP_WARM_MS = 2 * 60 * 1000
const MAX_WARM_TOPICS = 256

/**
 * Topics live while somebody listens and a little longer. A topic that nobody hears costs one number:
 * its events are counted and not even serialised.
 */
export function createHub(deps: {
  events: Events
  clock: Clock
  /** New with every start of the gateway. */
  epoch: string
  /** The session's newest messages with the partial answer; called in the same tick as it is sent. */
  snapshot: (sessionId: string) => ChatMessage[]
}): Hub {
  const { clock, epoch } = deps
  const numbers = new Map<string, number>()
  const topics = new Map<string, Topic>()
  const seqOf = (topic: string): number => numbers.get(topic) ?? 0
  const frameOf = (topic: string, seq: number, event: TopicEvent): string =>
    JSON.stringify({ type: 'event', topic, epoch, seq, event })

  const unsubscribe = deps.events.subscribe((name, event) => {
    const seq = seqOf(name) + 1
    numbers.set(name, seq)
    const topic = topics.get(name)
    if (!topic) return
    const frame = frameOf(name, seq, event)
    remember(topic, frame)
    for (const send of topic.senders) send(frame)
  })

  const open = (name: string): Topic => {
    const found = topics.get(name)
    if (found) {
      found.cancelCooling?.()
      found.cancelCooling = undefined
      return found
    }
    const topic: Topic = { senders: new Set(), recent: [], bytes: 0, cancelCooling: undefined }
    topics.set(name, topic)
    return topic
  }

  const cool = (name: string, topic: Topic): void => {
    if (topic.senders.size > 0 || topics.get(name) !== topic) return
    const drop = (): void => {
      topic.cancelCooling = undefined
      if (topic.senders.size === 0 && topics.get(name) === topic) topics.delete(name)
    }
    if (topics.size > MAX_WARM_TOPICS) drop()
    else topic.cancelCooling ??= clock.after(KEEP_WARM_MS, drop)
  }

  const snapshotFrame = (name: string, seq: number): string => {
    const sessionId = name.startsWith('session:') ? name.slice('session:'.length) : undefined
    const messages = sessionId === undefined ? [] : deps.snapshot(sessionId)
    return frameOf(name, seq, { type: 'snapshot', messages, seq })
  }

  return {
    position: (topic) => ({ epoch, seq: seqOf(topic) }),
    subscribe(name, after, send) {
      const topic = open(name)
      const seq = seqOf(name)
      const missed = after && (after.epoch === epoch ? missedSince(topic, seq, after.seq) : undefined)
      const first = after ? (missed ?? [snapshotFrame(name, seq)]) : []
      // What happens between the answer and start() is kept in order behind the first frames.
      const held: string[] = [...first]
      const hold = (frame: string): void => void held.push(frame)
      topic.senders.add(hold)
      const stop = (): void => {
        topic.senders.delete(hold)
        topic.senders.delete(send)
        cool(name, topic)
      }
      return {
        position: { epoch, seq },
        start() {
          if (!topic.senders.delete(hold)) return
          for (const frame of held.splice(0)) send(frame)
          topic.senders.add(send)
        },
        stop,
      }
    },
    stop() {
      unsubscribe()
      for (const topic of topics.values()) topic.cancelCooling?.()
      topics.clear()
    },
  }
}

function remember(topic: Topic, frame: string): void {
  topic.recent.push(frame)
  topic.bytes += frame.length
  if (topic.recent.length <= RECENT_EVENTS && topic.bytes <= RECENT_LENGTH) return
  // Half is dropped at once: moving the array for each event would cost more than the events do.
  const dropped = topic.recent.splice(0, Math.ceil(topic.recent.length / 2))
  for (const old of dropped) topic.bytes -= old.length
}

/** The frames after `since`, or undefined where some of them are gone or were never numbered. */
function missedSince(topic: Topic, seq: number, since: number): string[] | undefined {
  const count = seq - since
  if (count < 0 || count > topic.recent.length) return undefined
  return count === 0 ? [] : topic.recent.slice(-count)
}
