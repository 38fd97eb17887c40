import * as z from 'zod'
import { approval, type OwnerAnswer } from '#protocol/access/approvals.ts'
import { AppError, toAppError } from '#protocol/errors.ts'
import { chatHistory, chatSendResult } from '#protocol/sessions.ts'
import { ConnectionLost } from '../gateway/connection-lost.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { isOver, type OutgoingMessage, type PendingMessage, settlePending } from './session-model.ts'
import { createSessionStore, type SessionView } from './session-store.ts'
import { forgetUnsent, keepUnsent, readUnsent, requestOf } from './unsent.ts'

/** Messages a page of history holds. */
const HISTORY_PAGE = 80
/** Pages that are asked for where a message far back is looked for: they may be larger. */
const SEEK_PAGE = 200

/** One conversation, kept up to date with the gateway from `start` to `stop`. */
export interface SessionFeed {
  start(): void
  stop(): void
  view(): SessionView
  onChange(listener: () => void): () => void
  /** Shows the message at once; sends it now or as soon as there is a connection, even after a reload. */
  send(message: OutgoingMessage): void
  /** Sends again what was refused. */
  resend(idempotencyKey: string): void
  discard(idempotencyKey: string): void
  /** Rejects where it did not arrive. */
  stopRun(): Promise<void>
  resolveApproval(approvalId: string, answer: OwnerAnswer): Promise<void>
  loadOlder(): Promise<void>
  /** Loads older pages until the message is there; false where the conversation does not have it. */
  seek(messageId: string): Promise<boolean>
  /** Asks for the newest page again, where something changed that no event tells. */
  reload(): Promise<void>
  /** Answers the message of an ended run once more. */
  retry(runId: string): Promise<void>
}

const approvalList = z.object({ approvals: z.array(approval) })

export function createSessionFeed(options: {
  gateway: Gateway
  sessionId: string
  schedule: (draw: () => void) => void
  now?: () => number
}): SessionFeed {
  const { gateway, sessionId, schedule, now = Date.now } = options
  const topic = `session:${sessionId}`
  const store = createSessionStore({ schedule, now })
  const posting = new Set<string>()
  let olderPage: Promise<void> | undefined
  let stopReady: (() => void) | undefined

  async function synchronise(): Promise<void> {
    try {
      if (!store.cursor()) await loadHistory()
      await follow()
      await loadApprovals()
      for (const pending of store.view().pending) if (isWaiting(pending)) void post(pending)
    } catch (cause) {
      // A lost connection is tried again at the next welcome.
      if (!(cause instanceof ConnectionLost)) store.fail(toAppError(cause).toShape())
    }
  }

  async function loadHistory(): Promise<void> {
    const history = await gateway.request('chat.history', { sessionId, limit: HISTORY_PAGE })
    store.load(chatHistory.parse(history))
  }

  async function follow(): Promise<void> {
    await gateway.subscribe(topic, store.cursor(), (frame) => {
      if (!store.receive(frame)) void recover()
    })
  }

  async function recover(): Promise<void> {
    gateway.unsubscribe(topic)
    try {
      await loadHistory()
      await follow()
    } catch (cause) {
      if (!(cause instanceof ConnectionLost)) store.fail(toAppError(cause).toShape())
    }
  }

  async function loadApprovals(): Promise<void> {
    const { approvals } = approvalList.parse(await gateway.request('approvals.list', {}))
    const waiting = approvals.filter((found) => found.sessionId === sessionId)
    const isOpen = new Set(waiting.map(({ id }) => id))
    // Every change draws anew, and most often nothing waits.
    if (waiting.length > 0) {
      store.change((model) => {
        for (const found of waiting) model.approvals.set(found.id, found)
      })
    }
    // One was answered while this page was away: the history knows how.
    if (store.view().approvals.some(({ id, status }) => status === 'pending' && !isOpen.has(id))) {
      await recover()
    }
  }

  function putPending(next: PendingMessage): void {
    keepUnsent(sessionId, next, now())
    store.change((model) => {
      const index = model.pending.findIndex((pending) => pending.idempotencyKey === next.idempotencyKey)
      model.pending = index < 0 ? [...model.pending, next] : model.pending.with(index, next)
    })
  }

  async function post(pending: PendingMessage): Promise<void> {
    const { state: _, problem: __, ...kept } = pending
    const { idempotencyKey } = kept
    if (posting.has(idempotencyKey)) return
    posting.add(idempotencyKey)
    try {
      const answer = await gateway.request('chat.send', requestOf(sessionId, kept))
      const { runId, userMessageId } = chatSendResult.parse(answer)
      forgetUnsent(idempotencyKey)
      store.change((model) => {
        if (!isOver(model, runId)) model.openRuns.add(runId)
        model.pending = model.pending.map((each) =>
          each.idempotencyKey === idempotencyKey
            ? { ...kept, state: 'accepted', messageId: userMessageId }
            : each,
        )
        const arrived = model.messages.find((message) => message.id === userMessageId)
        if (arrived) settlePending(model, arrived)
      })
    } catch (cause) {
      if (cause instanceof ConnectionLost) return putPending({ ...kept, state: 'sending' })
      const problem = cause instanceof AppError ? cause.code : 'internal'
      putPending({ ...kept, state: 'unsent', problem })
    } finally {
      posting.delete(idempotencyKey)
    }
  }

  function loadOlder(limit: number): Promise<void> {
    const before = store.view().messages[0]?.id
    if (!store.view().hasMore || before === undefined) return Promise.resolve()
    olderPage ??= gateway
      .request('chat.history', { sessionId, before, limit })
      .then((page) => store.prepend(chatHistory.parse(page)))
      .finally(() => {
        olderPage = undefined
      })
    return olderPage
  }

  function nextChange(): Promise<void> {
    return new Promise((resolve) => {
      const stop = store.onChange(() => {
        stop()
        resolve()
      })
    })
  }

  store.change((model) => {
    model.pending = readUnsent(sessionId)
  })

  return {
    start() {
      stopReady = gateway.onReady(() => void synchronise())
    },
    stop() {
      stopReady?.()
      gateway.unsubscribe(topic)
    },
    view: store.view,
    onChange: store.onChange,
    send(message) {
      const pending: PendingMessage = { ...message, idempotencyKey: crypto.randomUUID(), state: 'sending' }
      putPending(pending)
      void post(pending)
    },
    resend(idempotencyKey) {
      const pending = store.view().pending.find((each) => each.idempotencyKey === idempotencyKey)
      if (!pending) return
      const { problem: _, ...again } = pending
      putPending({ ...again, state: 'sending' })
      void post(again)
    },
    discard(idempotencyKey) {
      forgetUnsent(idempotencyKey)
      store.change((model) => {
        model.pending = model.pending.filter((pending) => pending.idempotencyKey !== idempotencyKey)
      })
    },
    async stopRun() {
      await gateway.request('chat.stop', { sessionId })
    },
    async resolveApproval(approvalId, answer) {
      // Somebody else may have answered first: what the gateway says is what counts.
      const answered = approval.parse(await gateway.request('approvals.resolve', { approvalId, ...answer }))
      store.change((model) => model.approvals.set(answered.id, answered))
    },
    loadOlder: () => loadOlder(HISTORY_PAGE),
    async seek(messageId) {
      const isThere = () => store.view().messages.some((message) => message.id === messageId)
      while (store.view().phase === 'loading') await nextChange()
      while (!isThere() && store.view().hasMore) await Promise.all([nextChange(), loadOlder(SEEK_PAGE)])
      return isThere()
    },
    reload: recover,
    async retry(runId) {
      await gateway.request('chat.retry', { runId })
    },
  }
}

const isWaiting = (pending: PendingMessage): boolean => pending.state === 'sending'
