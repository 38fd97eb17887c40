import type { Approval } from '#protocol/access/approvals.ts'
import type { ErrorShape } from '#protocol/errors.ts'
import type { ChatMessage, ChatPart } from '#protocol/messages.ts'
import { sessionEvent } from '#protocol/run-events.ts'
import type { ChatHistory } from '#protocol/sessions.ts'
import type { Cursor, TopicEvent } from '../gateway/gateway.ts'
import {
  applyEvent,
  createSessionModel,
  type PendingMessage,
  prependMessages,
  putVersions,
  replaceTail,
  type SessionModel,
} from './session-model.ts'

/** What the page draws. A message keeps its identity until it changes; so does each of its parts. */
export interface SessionView {
  readonly phase: 'loading' | 'ready' | 'failed'
  readonly error: ErrorShape | undefined
  readonly messages: readonly ChatMessage[]
  readonly pending: readonly PendingMessage[]
  readonly approvals: readonly Approval[]
  readonly versions: SessionModel['versions']
  readonly running: boolean
  readonly hasMore: boolean
}

export interface SessionStore {
  view(): SessionView
  onChange(listener: () => void): () => void
  cursor(): Cursor | undefined
  load(history: ChatHistory): void
  prepend(page: Pick<ChatHistory, 'messages' | 'approvals' | 'hasMore'>): void
  fail(error: ErrorShape): void
  /** False where events are missing in between: the caller then asks for a snapshot. */
  receive(frame: TopicEvent): boolean
  /** Changes the model by hand (own messages, approvals) and redraws. */
  change(edit: (model: SessionModel) => void): void
}

const EMPTY: SessionView = {
  phase: 'loading',
  error: undefined,
  messages: [],
  pending: [],
  approvals: [],
  versions: new Map(),
  running: false,
  hasMore: false,
}

/** Holds one conversation outside React; `schedule` bundles many events into one redraw. */
export function createSessionStore(options: {
  schedule: (draw: () => void) => void
  now: () => number
}): SessionStore {
  const model = createSessionModel()
  const listeners = new Set<() => void>()
  let view = EMPTY
  let cursor: Cursor | undefined
  let phase: SessionView['phase'] = 'loading'
  let error: ErrorShape | undefined
  let hasMore = false
  let isScheduled = false

  function redraw(): void {
    if (isScheduled) return
    isScheduled = true
    options.schedule(() => {
      isScheduled = false
      view = {
        phase,
        error,
        messages: publish(model, view.messages),
        pending: model.pending,
        approvals: sameList([...model.approvals.values()], view.approvals),
        versions: model.versions,
        running: model.openRuns.size > 0,
        hasMore,
      }
      for (const listener of listeners) listener()
    })
  }

  return {
    view: () => view,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    cursor: () => cursor,
    load(history) {
      replaceTail(model, history.messages)
      putVersions(model, history.versions)
      putApprovals(model, history.approvals)
      cursor = { epoch: history.epoch, seq: history.seq }
      hasMore = history.hasMore
      phase = 'ready'
      error = undefined
      redraw()
    },
    prepend(page) {
      prependMessages(model, page.messages)
      putApprovals(model, page.approvals)
      hasMore = page.hasMore
      redraw()
    },
    fail(reason) {
      phase = 'failed'
      error = reason
      redraw()
    },
    receive(frame) {
      const parsed = sessionEvent.safeParse(frame.event)
      const isSnapshot = parsed.success && parsed.data.type === 'snapshot'
      if (!isSnapshot && cursor) {
        if (frame.epoch !== cursor.epoch || frame.seq > cursor.seq + 1) return false
        if (frame.seq <= cursor.seq) return true
      }
      // Which messages stand now, only the history says.
      if (parsed.success && parsed.data.type === 'versions-change') return false
      cursor = { epoch: frame.epoch, seq: frame.seq }
      if (parsed.success && parsed.data.type === 'snapshot') {
        hasMore ||= parsed.data.messages[0] !== undefined && model.messages.length === 0
        cursor = { epoch: frame.epoch, seq: parsed.data.seq }
      }
      // An event of a newer gateway that this page does not know is passed over.
      if (parsed.success) applyEvent(model, parsed.data, options.now())
      redraw()
      return true
    },
    change(edit) {
      edit(model)
      redraw()
    },
  }
}

function putApprovals(model: SessionModel, approvals: readonly Approval[] = []): void {
  for (const found of approvals) model.approvals.set(found.id, found)
}

/** Copies what changed, so that React redraws that and nothing else. Most often all but the last stand where they stood. */
function publish(model: SessionModel, before: readonly ChatMessage[]): ChatMessage[] {
  let drawn: ReadonlyMap<string, ChatMessage> | undefined
  const lastOf = (id: string, index: number): ChatMessage | undefined => {
    const same = before[index]
    if (same?.id === id) return same
    drawn ??= new Map(before.map((message) => [message.id, message]))
    return drawn.get(id)
  }
  const messages = model.messages.map((message, index) => {
    const last = lastOf(message.id, index)
    if (last && !model.changed.has(message.id)) return last
    return { ...message, parts: message.parts.map((part, place) => copyPart(part, last?.parts[place])) }
  })
  model.changed.clear()
  return messages
}

/** The list from before where nothing in it changed: whoever compares it need not draw again. */
function sameList<Item>(list: readonly Item[], before: readonly Item[]): readonly Item[] {
  return list.length === before.length && list.every((item, index) => item === before[index]) ? before : list
}

function copyPart(part: ChatPart, last: ChatPart | undefined): ChatPart {
  return last && sameFields(part, last) ? last : { ...part }
}

function sameFields(a: object, b: object): boolean {
  const entries = Object.entries(a)
  const other = b as Record<string, unknown>
  return entries.length === Object.keys(b).length && entries.every(([key, value]) => other[key] === value)
}
