import type { Approval } from '#protocol/access/approvals.ts'
import { applyChunk, closeMessage } from '#protocol/chat/assemble.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { MediaUpload } from '#protocol/media.ts'
import type { ChatMessage, MessageMetadata } from '#protocol/messages.ts'
import type { SessionEvent } from '#protocol/run-events.ts'
import type { QueueMode } from '#protocol/sessions.ts'

/** What its reader writes. */
export interface OutgoingMessage {
  /** May be empty beside files. */
  readonly text: string
  /** Files that the gateway has already. */
  readonly attachments?: readonly MediaUpload[] | undefined
  /** What it does where an answer is in the making; absent: the gateway's own choice. */
  readonly mode?: QueueMode | undefined
}

/** A message of this browser that is not yet in the transcript. */
export interface PendingMessage extends OutgoingMessage {
  readonly idempotencyKey: string
  readonly state: 'sending' | 'unsent' | 'accepted'
  /** Why it is unsent: the gateway's error. */
  readonly problem?: ErrorCode | undefined
  /** Known once the gateway accepted it. */
  readonly messageId?: string
}

/** A conversation as events build it. Messages are changed in place; `changed` names the ones to redraw. */
export interface SessionModel {
  messages: ChatMessage[]
  pending: PendingMessage[]
  approvals: Map<string, Approval>
  /** The ids of the messages that take each other's place, the oldest first, by the id of each. */
  versions: ReadonlyMap<string, readonly string[]>
  openRuns: Set<string>
  endedRuns: Set<string>
  changed: Set<string>
}

export function createSessionModel(): SessionModel {
  return {
    messages: [],
    pending: [],
    approvals: new Map(),
    versions: new Map(),
    openRuns: new Set(),
    endedRuns: new Set(),
    changed: new Set(),
  }
}

/** Takes in one event. Events come in order and once; the caller sees to that. */
export function applyEvent(model: SessionModel, event: SessionEvent, now: number): void {
  switch (event.type) {
    case 'message':
      putMessage(model, event.message)
      break
    case 'message-removed':
      removeMessage(model, event.messageId)
      break
    case 'run-start':
      startRun(model, event, now)
      break
    case 'chunk': {
      const message = findAnswer(model, event.runId)
      if (!message) break
      applyChunk(message, event.chunk)
      setStatus(model, message, { status: 'streaming' })
      break
    }
    case 'run-wait': {
      const message = findAnswer(model, event.runId)
      if (message) setStatus(model, message, { status: 'waiting' })
      break
    }
    case 'approval-request':
      model.approvals.set(event.approval.id, event.approval)
      break
    case 'approval-resolved': {
      const approval = model.approvals.get(event.approvalId)
      if (approval) model.approvals.set(approval.id, resolved(approval, event))
      break
    }
    case 'run-end':
      endRun(model, event, now)
      break
    case 'snapshot':
      replaceTail(model, event.messages)
      putVersions(model, event.versions)
      break
  }
}

function resolved(
  approval: Approval,
  { decision, choice }: Extract<SessionEvent, { type: 'approval-resolved' }>,
): Approval {
  return { ...approval, decision, choice: choice ?? null, status: decision === 'deny' ? 'denied' : 'allowed' }
}

/** Whether a run has ended, as far as this page knows: its end was seen, or its answer is a whole one. */
export function isOver(model: SessionModel, runId: string): boolean {
  const status = findAnswer(model, runId)?.metadata?.status
  return (
    model.endedRuns.has(runId) || (status !== undefined && status !== 'streaming' && status !== 'waiting')
  )
}

export function putVersions(model: SessionModel, versions: readonly string[][] = []): void {
  if (versions.length === 0 && model.versions.size === 0) return
  model.versions = new Map(versions.flatMap((group) => group.map((id) => [id, group])))
}

/** Adds older messages in front. */
export function prependMessages(model: SessionModel, older: readonly ChatMessage[]): void {
  const known = new Set(model.messages.map((message) => message.id))
  model.messages.unshift(...older.filter((message) => !known.has(message.id)))
}

/** Older pages that were loaded stay where the new state continues them; otherwise it stands alone. */
export function replaceTail(model: SessionModel, messages: readonly ChatMessage[]): void {
  const first = messages[0]
  const index = first ? model.messages.findIndex((message) => message.id === first.id) : -1
  const tail = new Set(messages.map((message) => message.id))
  const head = index > 0 ? model.messages.slice(0, index).filter((message) => !tail.has(message.id)) : []
  model.messages = [...head, ...messages]
  model.openRuns.clear()
  for (const message of messages) {
    model.changed.add(message.id)
    settlePending(model, message)
    const { runId, status } = message.metadata ?? {}
    if (runId && (status === 'streaming' || status === 'waiting')) model.openRuns.add(runId)
  }
}

/** What the transcript now holds is no longer pending. */
export function settlePending(model: SessionModel, message: ChatMessage): void {
  model.pending = model.pending.filter((pending) => pending.messageId !== message.id)
}

/**
 * The event of an own message can overtake the answer that names its id: then its text tells. Only for
 * messages that are new, else an older message with the same words would swallow an unsent one.
 */
function settleByText(model: SessionModel, message: ChatMessage): void {
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const index = model.pending.findIndex((pending) => pending.state === 'sending' && pending.text === text)
  if (message.role === 'user' && index >= 0) model.pending = model.pending.toSpliced(index, 1)
}

function putMessage(model: SessionModel, message: ChatMessage): void {
  const { runId } = message.metadata ?? {}
  const index = model.messages.findIndex(
    (candidate) =>
      candidate.id === message.id ||
      (message.role === 'assistant' && runId !== undefined && candidate.id === standInId(runId)),
  )
  if (index >= 0) model.messages[index] = message
  else {
    const pendingBefore = model.pending.length
    settlePending(model, message)
    if (model.pending.length === pendingBefore) settleByText(model, message)
    model.messages.push(message)
  }
  model.changed.add(message.id)
}

function removeMessage(model: SessionModel, messageId: string): void {
  model.messages = model.messages.filter((message) => message.id !== messageId)
  model.pending = model.pending.filter((pending) => pending.messageId !== messageId)
}

function startRun(
  model: SessionModel,
  event: Extract<SessionEvent, { type: 'run-start' }>,
  now: number,
): void {
  model.openRuns.add(event.runId)
  model.endedRuns.delete(event.runId)
  const known = model.messages.find((message) => message.id === event.messageId)
  if (known) {
    setStatus(model, known, { status: 'streaming' })
    return
  }
  model.messages.push({
    id: event.messageId,
    role: 'assistant',
    parts: [],
    metadata: { createdAt: now, runId: event.runId, status: 'streaming' },
  })
  model.changed.add(event.messageId)
}

function endRun(model: SessionModel, event: Extract<SessionEvent, { type: 'run-end' }>, now: number): void {
  model.openRuns.delete(event.runId)
  model.endedRuns.add(event.runId)
  for (const approval of model.approvals.values()) {
    if (approval.runId === event.runId && approval.status === 'pending') {
      model.approvals.set(approval.id, { ...approval, status: 'cancelled' })
    }
  }
  const outcome = { status: event.status, ...(event.error ? { error: event.error } : {}) }
  const message = findAnswer(model, event.runId)
  if (message) {
    closeMessage(message, event.status)
    setStatus(model, message, outcome)
    return
  }
  if (event.status === 'completed') return
  const id = standInId(event.runId)
  model.messages.push({
    id,
    role: 'assistant',
    parts: [],
    metadata: { createdAt: now, runId: event.runId, ...outcome },
  })
  model.changed.add(id)
}

function findAnswer(model: SessionModel, runId: string): ChatMessage | undefined {
  return model.messages.findLast(
    (message) => message.role === 'assistant' && message.metadata?.runId === runId,
  )
}

function setStatus(model: SessionModel, message: ChatMessage, fields: Partial<MessageMetadata>): void {
  message.metadata = { createdAt: 0, ...message.metadata, ...fields }
  model.changed.add(message.id)
}

/** Carries the notice of a run that failed before it had an answer. */
const standInId = (runId: string): string => `run:${runId}`
