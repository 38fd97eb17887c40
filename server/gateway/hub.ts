import type { ChatHistory } from '#protocol/sessions.ts'
import type { Clock } from '../clock.ts'
import type { Events, TopicEvent } from '../events.ts'
import { createMerging, type Merging } from './merging.ts'
import { createRecent, type Recent } from './recent.ts'

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

/** Who hears a topic. */
export interface Reader {
  /** Gets finished frames, the very same bytes for all readers. */
  send(frame: Buffer): void
  /** While true it is spared the pieces of an answer; a snapshot makes up for them. */
  isBehind(): boolean
}

/** Numbers the events of each topic and gives them to whoever listens. */
export interface Hub {
  position(topic: string): Position
  subscribe(topic: string, after: Position | undefined, reader: Reader): Subscription
  stop(): void
}

interface Member {
  readonly reader: Reader
  /** Whether it was spared something since its last snapshot. */
  hasLost: boolean
}

interface Topic {
  readonly members: Set<Member>
  readonly merging: Merging
  readonly recent: Recent
  cancelCooling: (() => void) | undefined
  cancelCatchUp: (() => void) | undefined
}

/** How long a topic that nobody hears keeps its recent events, for a reload or a short loss of network. */
const KEEP_WARM_MS = 2 * 60 * 1000
const MAX_WARM_TOPICS = 256
/** How often it is looked whether a reader that has lost pieces has caught up. */
const CATCH_UP_MS = 100

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
  snapshot: (sessionId: string) => Pick<ChatHistory, 'messages' | 'versions'>
}): Hub {
  const { clock, epoch } = deps
  const numbers = new Map<string, number>()
  const topics = new Map<string, Topic>()
  const seqOf = (topic: string): number => numbers.get(topic) ?? 0
  const frameOf = (topic: string, seq: number, event: TopicEvent): Buffer =>
    Buffer.from(JSON.stringify({ type: 'event', topic, epoch, seq, event }))

  const unsubscribe = deps.events.subscribe((name, event) => {
    const topic = topics.get(name)
    if (topic) topic.merging.take(event)
    else numbers.set(name, seqOf(name) + 1)
  })

  const publish = (name: string, topic: Topic, event: TopicEvent): void => {
    const seq = seqOf(name) + 1
    numbers.set(name, seq)
    const frame = frameOf(name, seq, event)
    topic.recent.add(frame)
    const isPiece = event.type === 'chunk'
    // The state before this event; that it may hold the event's effect already does no harm.
    const snapshot = once(() => snapshotFrame(name, seq - 1))
    for (const member of topic.members) {
      member.hasLost ||= isPiece && member.reader.isBehind()
      if (!member.hasLost) {
        member.reader.send(frame)
      } else if (isPiece) {
        catchUpLater(name, topic)
      } else {
        makeUp(member, snapshot())
        member.reader.send(frame)
      }
    }
  }

  const catchUpLater = (name: string, topic: Topic): void => {
    topic.cancelCatchUp ??= clock.after(CATCH_UP_MS, () => {
      topic.cancelCatchUp = undefined
      topic.merging.flush()
      const snapshot = once(() => snapshotFrame(name, seqOf(name)))
      for (const member of topic.members) {
        if (!member.hasLost) continue
        if (member.reader.isBehind()) catchUpLater(name, topic)
        else makeUp(member, snapshot())
      }
    })
  }

  const open = (name: string): Topic => {
    const found = topics.get(name)
    if (found) {
      found.cancelCooling?.()
      found.cancelCooling = undefined
      return found
    }
    const topic: Topic = {
      members: new Set(),
      merging: createMerging(clock, (event) => publish(name, topic, event)),
      recent: createRecent(),
      cancelCooling: undefined,
      cancelCatchUp: undefined,
    }
    topics.set(name, topic)
    return topic
  }

  const drop = (name: string, topic: Topic): void => {
    topic.merging.flush()
    topic.merging.stop()
    topic.cancelCatchUp?.()
    topics.delete(name)
  }

  const cool = (name: string, topic: Topic): void => {
    if (topic.members.size > 0 || topics.get(name) !== topic) return
    const dropUnheard = (): void => {
      topic.cancelCooling = undefined
      if (topic.members.size === 0 && topics.get(name) === topic) drop(name, topic)
    }
    if (topics.size > MAX_WARM_TOPICS) dropUnheard()
    else topic.cancelCooling ??= clock.after(KEEP_WARM_MS, dropUnheard)
  }

  const snapshotFrame = (name: string, seq: number): Buffer => {
    const sessionId = name.startsWith('session:') ? name.slice('session:'.length) : undefined
    const { messages, versions } = sessionId === undefined ? { messages: [] } : deps.snapshot(sessionId)
    return frameOf(name, seq, { type: 'snapshot', messages, ...(versions ? { versions } : {}), seq })
  }

  /** What is held back is in every message that is read now, so it gets its number before one is told. */
  const settledSeq = (name: string): number => {
    topics.get(name)?.merging.flush()
    return seqOf(name)
  }

  return {
    position: (topic) => ({ epoch, seq: settledSeq(topic) }),
    subscribe(name, after, reader) {
      const topic = open(name)
      const seq = settledSeq(name)
      const missed = after && (after.epoch === epoch ? topic.recent.last(seq - after.seq) : undefined)
      const first = after ? (missed ?? [snapshotFrame(name, seq)]) : []
      // What happens between the answer and start() is kept in order behind the first frames.
      const held: Buffer[] = [...first]
      const holding: Member = {
        reader: { send: (frame) => void held.push(frame), isBehind: () => false },
        hasLost: false,
      }
      const member: Member = { reader, hasLost: false }
      topic.members.add(holding)
      const stop = (): void => {
        topic.members.delete(holding)
        topic.members.delete(member)
        cool(name, topic)
      }
      return {
        position: { epoch, seq },
        start() {
          if (!topic.members.delete(holding)) return
          for (const frame of held.splice(0)) reader.send(frame)
          topic.members.add(member)
        },
        stop,
      }
    },
    stop() {
      unsubscribe()
      for (const [name, topic] of topics) {
        topic.cancelCooling?.()
        drop(name, topic)
      }
    },
  }
}

function makeUp(member: Member, snapshot: Buffer): void {
  member.hasLost = false
  member.reader.send(snapshot)
}

/** The value of the first call, for all who ask. */
function once<T>(make: () => T): () => T {
  const made: T[] = []
  return () => {
    if (made.length === 0) made.push(make())
    return made[0] as T
  }
}
