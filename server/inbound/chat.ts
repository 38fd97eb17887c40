import type { Db } from '#db/client.ts'
import { findInboxEvent } from '#db/queries/inbox.ts'
import { readHistory } from '#db/queries/panel/history.ts'
import { findRun } from '#db/queries/runs.ts'
import type { Principal } from '#protocol/access/principal.ts'
import { AppError } from '#protocol/errors.ts'
import type { AttachmentData } from '#protocol/media.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { CHAT_TEXT_LIMIT, type ChatSendResult } from '#protocol/sessions.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { sessionTopic } from '../events.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { findCommand, parseCommand } from './commands/parse.ts'
import type { ChatFeature } from './contract.ts'

/** Most messages of one page of history. */
const PAGE_LIMIT = 200
const ACCOUNT = 'default'

/** The owner's conversation from panel and command line: the same way in as every platform's messages. */
export function createChat(deps: {
  db: Db
  sessions: Sessions
  /** Hands a message to the channel it was written in; resolves when it is stored. */
  submit: Record<'web' | 'cli', (message: InboundMessage) => Promise<void>>
  /** Kept files as a message of that session shows them. */
  attach: (mediaIds: readonly string[], session: { trusted: boolean }) => Promise<AttachmentData[]>
  stopRun: (sessionId: string) => Promise<boolean>
  /** The answer that is being made, as far as it has come. */
  liveMessage: (sessionId: string) => ChatMessage | undefined
  /** Where the events of a topic stand now. */
  position: (topic: string) => { epoch: string; seq: number }
}): ChatFeature {
  const { db, sessions, submit, stopRun, liveMessage, position } = deps
  return {
    async send({ principal, sessionId, text, attachments = [], idempotencyKey, channel, fromAgent, ...how }) {
      const { mode, insteadOf } = how
      requireOwner(principal)
      if (attachments.length === 0 || text.trim() !== '') requireText(text)
      await requireAuthority(text, principal, fromAgent)
      // Ids and keys hold no space on the left side: no two pairs of credential and key look the same.
      const event = { channel, account: ACCOUNT, eventId: `${principal.credentialId} ${idempotencyKey}` }
      const earlier = findAnswer(db, event)
      if (earlier) return earlier
      const session = sessionId === undefined ? sessions.getMain() : sessions.get(sessionId)
      if (insteadOf !== undefined && !session.trusted) {
        throw new AppError('bad_request', 'Others have read this message. Fork the conversation before it.')
      }
      const files = await deps.attach(
        attachments.map(({ mediaId }) => mediaId),
        session,
      )
      await submit[channel]({
        ...event,
        messageId: event.eventId,
        chatId: session.id,
        chatKind: 'direct',
        senderId: principal.credentialId,
        senderName: '',
        text,
        ...(files.length > 0 ? { files } : {}),
        ...(mode ? { mode } : {}),
        ...(insteadOf ? { insteadOf } : {}),
      })
      const answer = findAnswer(db, event)
      if (!answer) throw new AppError('internal', 'The message was stored without a run.')
      return answer
    },

    async stop(sessionId) {
      return stopRun(sessions.get(sessionId).id)
    },

    history(sessionId, { before, limit }) {
      const session = sessions.get(sessionId)
      const live = before === undefined ? liveMessage(session.id) : undefined
      const page = {
        sessionId: session.id,
        before,
        limit: Math.min(Math.max(Math.trunc(limit), 1), PAGE_LIMIT),
      }
      return {
        ...readHistory(db, page, live),
        ...position(sessionTopic(session.id)),
      }
    },
  }
}

/** Only the owner writes in the owner's channels: their sessions are trusted because of it. */
function requireOwner(principal: Principal): void {
  if (principal.role !== 'owner') throw new AppError('forbidden', 'Only the owner can write here.')
}

/** A command that decides for the owner needs what answering the approval itself needs. */
async function requireAuthority(
  text: string,
  principal: Principal,
  fromAgent: (() => Promise<boolean>) | undefined,
): Promise<void> {
  const command = parseCommand(text)
  if (command?.kind !== 'command' || !findCommand(command.name).decides) return
  if (!principal.scopes.includes('approve') || !fromAgent || (await fromAgent())) {
    throw new AppError('forbidden', `/${command.name} decides for the owner: this credential may not.`)
  }
}

function requireText(text: string): void {
  if (text.trim() === '') throw new AppError('bad_request', 'The message is empty. Write something first.')
  if (text.length > CHAT_TEXT_LIMIT) {
    throw new AppError(
      'too_large',
      `The message has ${text.length} characters; at most ${CHAT_TEXT_LIMIT} are taken. Put long text into a file of the workspace.`,
    )
  }
}

function findAnswer(
  db: Db,
  event: { channel: string; account: string; eventId: string },
): ChatSendResult | undefined {
  const row = findInboxEvent(db, event)
  if (!row?.runId || !row.disposition) return undefined
  const run = findRun(db, row.runId)
  if (!run) throw new AppError('conflict', 'This message was sent before, and its session has been deleted.')
  return {
    runId: run.id,
    userMessageId: run.userMessageId,
    sessionId: run.sessionId,
    disposition: row.disposition,
  }
}
