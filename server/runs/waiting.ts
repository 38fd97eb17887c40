import type { Db } from '#db/client.ts'
import { deleteMessage, findMessage, saveMessage } from '#db/queries/messages.ts'
import { addVersion, showVersion, withdrawVersion } from '#db/queries/panel/versions.ts'
import { endRun } from '#db/queries/runs/held.ts'
import {
  createRun,
  findOpenRetry,
  findQueuedRun,
  findRun,
  hasHeldRun,
  hasOpenRun,
  listMergedRuns,
  listQueuedRuns,
  type Run,
} from '#db/queries/runs.ts'
import { findSession, updateSessionModel } from '#db/queries/sessions.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { ChatSendResult } from '#protocol/sessions.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { InboundTurn } from '../inbound/turn.ts'
import type { QueueFeature } from './contract.ts'
import type { Settle } from './finish.ts'
import { messageText } from './live.ts'

export type ReadTurn = (said: {
  text: string
  from: 'owner' | 'guest'
  sessionId: string
}) => Promise<InboundTurn>

/** The messages that wait for their answer, and answers that are asked for again. */
export function createWaiting(deps: {
  db: Db
  clock: Clock
  events: Events
  settle: Settle
  newId: () => string
  wake: (sessionId: string) => void
  /** What the words of a message say of its model and its privacy. */
  readTurn: ReadTurn
}): QueueFeature {
  const { db, clock, events } = deps

  /** The run and message, where nobody has begun to answer it. */
  function getWaiting(tx: Db, runId: string): { run: Run; message: ChatMessage } {
    const run = findRun(tx, runId)
    if (run?.status !== 'queued' || run.attempts > 0) {
      throw new AppError('conflict', 'This message does not wait any more: it is being answered, or was.')
    }
    const message = findMessage(tx, run.userMessageId)
    if (!message) throw new AppError('not_found', 'This message was deleted.')
    return { run, message }
  }

  function publish(run: Run, status: string): void {
    events.system({ type: 'run-change', runId: run.id, sessionId: run.sessionId, status })
    events.system({ type: 'session-change', sessionId: run.sessionId })
  }

  function getAgain(tx: Db, runId: string): Run {
    const run = findRun(tx, runId)
    if (!run) throw new AppError('not_found', 'There is no such answer. Its session may have been deleted.')
    if (run.endedAt === null) throw new AppError('conflict', 'This answer is still in the making.')
    const again = run.mergedInto === null ? run : getAgain(tx, run.mergedInto)
    if (!findMessage(tx, again.userMessageId)) throw new AppError('not_found', 'The message was deleted.')
    return again
  }

  return {
    list(sessionId) {
      // What nothing stands before does not wait in line: it is about to be answered.
      const next = hasHeldRun(db, sessionId) ? undefined : findQueuedRun(db, sessionId)?.id
      return listQueuedRuns(db, sessionId)
        .filter((run) => run.attempts === 0 && run.id !== next)
        .flatMap((run) => {
          const message = findMessage(db, run.userMessageId)
          if (!message) return []
          const { id: runId, userMessageId, mode, createdAt } = run
          return [{ runId, userMessageId, mode, createdAt, text: shownText(message) }]
        })
    },

    async edit(runId, text) {
      const before = getWaiting(db, runId)
      const from = before.message.metadata?.authorId === undefined ? 'owner' : 'guest'
      const turn = await deps.readTurn({ text, from, sessionId: before.run.sessionId })
      if (turn.kind === 'command') {
        throw new AppError(
          'bad_request',
          'These words are a command, or name a model that is not there. Take the message back, or send them by themselves.',
        )
      }
      const { run, message } = db.transaction(
        (tx) => {
          const waiting = getWaiting(tx, runId)
          reword(waiting.message, turn)
          saveMessage(tx, waiting.run.sessionId, waiting.message)
          if (turn.sessionModel !== undefined) {
            updateSessionModel(tx, waiting.run.sessionId, turn.sessionModel)
          }
          return waiting
        },
        { behavior: 'immediate' },
      )
      events.session(run.sessionId, { type: 'message', message })
      if (turn.sessionModel !== undefined) {
        const model = turn.modelSwitch?.model ?? ''
        events.system({ type: 'model-change', sessionId: run.sessionId, model })
      }
      publish(run, 'queued')
    },

    remove(runId) {
      const { run, message, isAgain, isVersion } = db.transaction(
        (tx) => {
          const waiting = getWaiting(tx, runId)
          const { sessionId, messageId } = waiting.run
          const end = { status: 'stopped', error: null, model: null, endedAt: clock.now() } as const
          endRun(tx, { runId, ...end })
          const isAgain = waiting.run.retryOf !== null
          if (!isAgain) deleteMessage(tx, waiting.message.id)
          const isVersion = withdrawVersion(tx, sessionId, isAgain ? messageId : waiting.message.id)
          deps.settle(tx, { runId, sessionId, status: 'stopped', messageId, text: '' })
          return { ...waiting, isAgain, isVersion }
        },
        { behavior: 'immediate' },
      )
      const { sessionId } = run
      if (isVersion) events.session(sessionId, { type: 'versions-change' })
      if (!isAgain) events.session(sessionId, { type: 'message-removed', messageId: message.id })
      events.session(sessionId, { type: 'run-end', runId, status: 'stopped' })
      publish(run, 'stopped')
    },

    retry(runId): ChatSendResult {
      const { run, disposition, isVersion } = db.transaction(
        (tx) => {
          const earlier = getAgain(tx, runId)
          const { sessionId, userMessageId } = earlier
          const open = findOpenRetry(tx, earlier.id)
          if (open) return { run: open, disposition: 'queued' as const, isVersion: false }
          const id = deps.newId()
          const waits = hasOpenRun(tx, sessionId)
          const fields = { id, sessionId, userMessageId, messageId: deps.newId(), retryOf: earlier.id }
          const isVersion = !waits && canReplace(tx, earlier)
          if (isVersion) {
            showVersion(tx, sessionId, earlier.messageId)
            addVersion(tx, { sessionId, of: earlier.messageId, messageId: fields.messageId })
          }
          createRun(tx, { ...fields, createdAt: clock.now() })
          const status = waits ? ('queued' as const) : ('started' as const)
          return { run: { id, sessionId, userMessageId }, disposition: status, isVersion }
        },
        { behavior: 'immediate' },
      )
      const { id, sessionId, userMessageId } = run
      if (isVersion) events.session(sessionId, { type: 'versions-change' })
      events.system({ type: 'run-change', runId: id, sessionId, status: 'queued' })
      deps.wake(sessionId)
      return { runId: id, userMessageId, sessionId, disposition }
    },
  }
}

/**
 * Whether an answer makes room for another one. Elsewhere people have read it; and what was said while it was made
 * stands behind it, and must not be lost.
 */
const canReplace = (tx: Db, run: Run): boolean =>
  findSession(tx, run.sessionId)?.trusted === true &&
  findMessage(tx, run.messageId) !== undefined &&
  listMergedRuns(tx, run.id).length === 0

/** Its words, or the names of its files where it has none. */
const shownText = (message: ChatMessage): string =>
  messageText(message) ||
  message.parts.flatMap((part) => (part.type === 'data-attachment' ? [part.data.name] : [])).join(', ')

/** New words stand where the old ones stood; nothing of what the old ones asked for holds on. */
function reword(message: ChatMessage, turn: Extract<InboundTurn, { kind: 'message' }>): void {
  const others = message.parts.filter((part) => part.type !== 'text')
  message.parts = [{ type: 'text', text: turn.text }, ...others]
  const { private: _, modelSwitch: __, ...kept } = message.metadata ?? { createdAt: 0 }
  message.metadata = {
    ...kept,
    ...(turn.private ? { private: true } : {}),
    ...(turn.modelSwitch ? { modelSwitch: turn.modelSwitch } : {}),
  }
}
