import * as z from 'zod'
import { type ApprovalDecision, approval } from '#protocol/approvals.ts'
import { AppError, toAppError } from '#protocol/errors.ts'
import { chatHistory, chatSendResult } from '#protocol/sessions.ts'
import { ConnectionLost } from '../gateway/connection-lost.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { type PendingMessage, settlePending } from './session-model.ts'
import { createSessionStore, type SessionView } from './session-store.ts'

/** Messages a page of history holds. */
export const HISTORY_PAGE = 80

/** One conversation, kept up to date with the gateway from `start` to `stop`. */
export interface SessionFeed {
  start(): void
  stop(): void
  view(): SessionView
  onChange(listener: () => void): () => void
  /** Shows the message at once; sends it now or as soon as there is a connection. */
  send(text: string): void
  /** Sends again what was refused. */
  resend(idempotencyKey: string): void
  discard(idempotencyKey: string): void
  /** Rejects where it did not arrive. */
  stopRun(): Promise<void>
  resolveApproval(approvalId: string, decision: ApprovalDecision): Promise<void>
  loadOlder(): Promise<void>
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
    store.change((model) => {
      for (const found of approvals) if (found.sessionId === sessionId) model.approvals.set(found.id, found)
    })
  }

  function putPending(next: PendingMessage): void {
    store.change((model) => {
      const index = model.pending.findIndex((pending) => pending.idempotencyKey === next.idempotencyKey)
      model.pending = index < 0 ? [...model.pending, next] : model.pending.with(index, next)
    })
  }

  async function post(pending: PendingMessage): Promise<void> {
    const { idempotencyKey, text } = pending
    if (posting.has(idempotencyKey)) return
    posting.add(idempotencyKey)
    try {
      const answer = await gateway.request('chat.send', { sessionId, text, idempotencyKey })
      const { runId, userMessageId } = chatSendResult.parse(answer)
      store.change((model) => {
        if (!model.endedRuns.has(runId)) model.openRuns.add(runId)
        model.pending = model.pending.map((each) =>
          each.idempotencyKey === idempotencyKey
            ? { idempotencyKey, text, state: 'accepted', messageId: userMessageId }
            : each,
        )
        const arrived = model.messages.find((message) => message.id === userMessageId)
        if (arrived) settlePending(model, arrived)
      })
    } catch (cause) {
      if (cause instanceof ConnectionLost) return putPending({ idempotencyKey, text, state: 'sending' })
      const problem = cause instanceof AppError ? cause.code : 'internal'
      putPending({ idempotencyKey, text, state: 'unsent', problem })
    } finally {
      posting.delete(idempotencyKey)
    }
  }

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
    send(text) {
      const pending: PendingMessage = { idempotencyKey: crypto.randomUUID(), text, state: 'sending' }
      putPending(pending)
      void post(pending)
    },
    resend(idempotencyKey) {
      const pending = store.view().pending.find((each) => each.idempotencyKey === idempotencyKey)
      if (!pending) return
      putPending({ idempotencyKey, text: pending.text, state: 'sending' })
      void post(pending)
    },
    discard(idempotencyKey) {
      store.change((model) => {
        model.pending = model.pending.filter((pending) => pending.idempotencyKey !== idempotencyKey)
      })
    },
    async stopRun() {
      await gateway.request('chat.stop', { sessionId })
    },
    async resolveApproval(approvalId, decision) {
      // Somebody else may have answered first: what the gateway says is what counts.
      const answered = approval.parse(await gateway.request('approvals.resolve', { approvalId, decision }))
      store.change((model) => model.approvals.set(answered.id, answered))
    },
    loadOlder() {
      const before = store.view().messages[0]?.id
      if (!store.view().hasMore || before === undefined) return Promise.resolve()
      olderPage ??= gateway
        .request('chat.history', { sessionId, before, limit: HISTORY_PAGE })
        .then((page) => store.prepend(chatHistory.parse(page)))
        .finally(() => {
          olderPage = undefined
        })
      return olderPage
    },
  }
}

const isWaiting = (pending: PendingMessage): boolean => pending.state === 'sending'
