import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { createInboxRow, findInboxEvent, saveCursor, settleInboxRow } from '#db/queries/inbox.ts'
import { explainWriteError } from '#db/write-error.ts'
import { type ErrorCode, toAppError } from '#protocol/errors.ts'
import { CHAT_TEXT_LIMIT } from '#protocol/sessions.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { isOwnChannel } from '../own-channels.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { type Contacts, decideAdmission } from './admit.ts'
import { cleanName } from './clean-name.ts'
import { refuseMessage } from './refusal.ts'
import { type Routed, routeMessage } from './route.ts'
import { type ModelWords, namesModel } from './turn.ts'

export interface ReceiveDeps {
  db: Db
  clock: Clock
  events: Events
  sessions: Sessions
  contacts: Contacts
  /** Tells the session's lane that a run waits. */
  wake: (sessionId: string) => void
  /** The models that words can name; `look` learns what runs on this machine now. */
  models: ModelWords & { look(): Promise<void> }
  /** Answers a chat command that was stored. */
  command: (runId: string) => void
  /** Tells the way out that something may wait there. */
  deliver: () => void
  failpoint: Failpoint
  log: Pick<Log, 'error'>
}

/**
 * The one way in. Stores a message, with its dedupe keys, its place in the platform's stream, what was
 * decided about it and the run that answers it, in one transaction; resolves after the commit, so that
 * whoever awaits it may acknowledge. A repeat changes nothing. Rejects where it could not be stored:
 * then nothing may be acknowledged.
 */
export function createReceive(deps: ReceiveDeps): (message: InboundMessage) => Promise<void> {
  const { db, events, wake, failpoint } = deps

  function commit(message: InboundMessage): Routed | undefined {
    try {
      return db.transaction(
        (tx) => {
          const stored = storeMessage(tx, deps.clock, message)
          const routed = stored && handleMessage(tx, deps, { ...stored, message })
          failpoint('inbound.before-commit')
          return routed
        },
        { behavior: 'immediate' },
      )
    } catch (cause) {
      throw explainWriteError(cause)
    }
  }

  return async (message) => {
    if (namesModel(message.text)) await deps.models.look()
    const routed = commit({ ...message, senderName: cleanName(message.senderName) })
    failpoint('inbound.after-commit')
    if (!routed) return isOwnChannel(message.channel) ? undefined : deps.deliver()
    events.session(routed.sessionId, { type: 'message', message: routed.message })
    events.system({ type: 'session-change', sessionId: routed.sessionId })
    if (routed.chosenModel !== undefined) {
      events.system({ type: 'model-change', sessionId: routed.sessionId, model: routed.chosenModel })
    }
    if (routed.commandRunId === undefined) wake(routed.sessionId)
    else deps.command(routed.commandRunId)
  }
}

function storeMessage(
  tx: Db,
  clock: Clock,
  message: InboundMessage,
): { inboxId: string; at: number } | undefined {
  const { channel, account, cursor } = message
  const at = clock.now()
  const inboxId = randomUUID()
  // An old event must not move the cursor back; an old message under a new event must move it on.
  if (cursor !== undefined && !findInboxEvent(tx, message)) {
    saveCursor(tx, { channel, account, cursor, updatedAt: at })
  }
  const isNew = createInboxRow(tx, {
    id: inboxId,
    channel,
    account,
    eventId: message.eventId,
    chatId: message.chatId,
    chatKind: message.chatKind,
    externalMessageId: message.messageId,
    senderId: message.senderId,
    senderName: message.senderName,
    text: message.text.slice(0, CHAT_TEXT_LIMIT),
    receivedAt: at,
  })
  return isNew ? { inboxId, at } : undefined
}

function handleMessage(
  tx: Db,
  deps: ReceiveDeps,
  stored: { inboxId: string; at: number; message: InboundMessage },
): Routed | undefined {
  const { inboxId, at, message } = stored
  const admission = decideAdmission(message, deps.contacts)
  if (admission.kind === 'stranger' || admission.kind === 'ignored') {
    settleInboxRow(tx, { id: inboxId, state: 'silent', reason: admission.reason, settledAt: at })
    return undefined
  }
  const route = (inner: Db) => routeMessage(inner, deps, { ...stored, from: admission.kind })
  if (isOwnChannel(message.channel)) return route(tx)
  const refuse = (code: ErrorCode): undefined => {
    refuseMessage(tx, { ...stored, code })
  }
  if (message.text.length > CHAT_TEXT_LIMIT) return refuse('too_large')
  if (message.text.trim() === '') return refuse('bad_request')
  try {
    // A savepoint: a platform's message that can't be routed stays stored, as failed, and is acknowledged;
    // otherwise the platform would send it again for ever and everything behind it would wait.
    return tx.transaction(route)
  } catch (cause) {
    const error = toAppError(explainWriteError(cause))
    if (error.code === 'state_unwritable') throw error
    deps.log.error('A message could not be given to a session', { channel: message.channel, inboxId, error })
    return refuse(error.code)
  }
}
