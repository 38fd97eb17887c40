import type { Db } from '#db/client.ts'
import { startInboxRow } from '#db/queries/inbox.ts'
import { saveMessage, saveVersion } from '#db/queries/messages.ts'
import { createRun, hasHeldRun, hasOpenRun, postponeCollected } from '#db/queries/runs.ts'
import { countWaiting, touchSession, updateSessionModel } from '#db/queries/sessions.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { COLLECT_MS, type QueueMode, type SendDisposition } from '#protocol/sessions.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { MessageFiles } from '../media/contract.ts'
import { isOwnChannel, isProgramChannel, SESSION_CHANNEL } from '../own-channels.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { routeCommand } from './commands/route-command.ts'
import { readGroupTalk } from './group-talk.ts'
import { type ModelWords, readTurn } from './turn.ts'

/** Most messages that may wait in one session; more are refused before anybody relies on them. */
const QUEUE_LIMIT = 1_000
/** What comes in later than this after it was written, in milliseconds, says when that was. */
const LATE_MS = 5 * 60_000
/** Programs send in floods, and what they send is large. */
const PROGRAM_QUEUE_LIMIT = 100

export interface Routed {
  readonly sessionId: string
  readonly message: ChatMessage
  /** The run of a chat command, which the gateway answers by itself. */
  readonly commandRunId?: string
  /** A line of ours waits to be sent. */
  readonly told?: true
  /** The model that the message chose for its session. */
  readonly chosenModel?: string
}

/**
 * Puts an admitted message into its session and queues the run that answers it, in the transaction
 * that stored the inbox row. The caller publishes and wakes the session after the commit.
 */
export function routeMessage(
  tx: Db,
  { sessions, models, files }: { sessions: Sessions; models: ModelWords; files: MessageFiles },
  inbound: { inboxId: string; message: InboundMessage; from: 'owner' | 'guest'; at: number },
): Routed {
  const { message, from, at } = inbound
  const sessionId = pickSession(tx, sessions, { message, from })
  // What the owner only passes on gives no orders.
  const isOrder = !isUnattended(message) && !message.tainted
  const attached = files.describe(message)
  const said = { text: message.text, from: isOrder ? from : 'job', sessionId } as const
  const turn = readTurn(said, models, attached.length > 0)
  const origin = { ...describeAuthor(message, from), ...describeLateness(message, at) }
  if (message.insteadOf !== undefined) requireOtherWords(tx, sessionId, turn.kind)
  if (turn.kind === 'command') return routeCommand(tx, { ...inbound, sessionId, turn, origin })
  const limit = isProgramChannel(message.channel) ? PROGRAM_QUEUE_LIMIT : QUEUE_LIMIT
  if (countWaiting(tx, sessionId, limit) >= limit) {
    throw new AppError(
      'too_many',
      `${limit} messages wait in this conversation. Try again when it has answered some.`,
    )
  }
  const runId = crypto.randomUUID()
  const talk = readGroupTalk(tx, message)
  const userMessage: ChatMessage = {
    id: crypto.randomUUID(),
    role: 'user',
    parts: [
      ...(talk.length > 0 ? [{ type: 'data-group-talk' as const, data: { messages: talk } }] : []),
      ...(turn.text.trim() === '' && attached.length > 0 ? [] : [{ type: 'text' as const, text: turn.text }]),
      ...attached.map((data) => ({ type: 'data-attachment' as const, data })),
    ],
    metadata: {
      createdAt: at,
      runId,
      channel: message.channel,
      ...origin,
      ...(turn.private ? { private: true } : {}),
      ...(turn.modelSwitch ? { modelSwitch: turn.modelSwitch } : {}),
      ...(message.model && !turn.private ? { modelSwitch: { model: message.model, note: '' } } : {}),
      ...(from === 'guest' || talk.length > 0 || message.tainted ? { tainted: true } : {}),
    },
  }
  const { tainted = false, private: isPrivate = false } = userMessage.metadata ?? {}
  if (message.fresh) saveMessage(tx, sessionId, resetMarker(at))
  if (message.insteadOf === undefined) saveMessage(tx, sessionId, userMessage)
  else saveVersion(tx, sessionId, { message: userMessage, of: message.insteadOf })
  const marks = { tainted, private: isPrivate }
  const filesBy = files.keep(tx, { sessionId, messageId: userMessage.id, ...marks, at, message }, attached)
  const asked = message.mode ?? 'steer'
  // A message that names its model has an answer of its own: another run's model must not read it. In a
  // group one person's words must not become part of what another one asked.
  const isApart =
    turn.modelSwitch !== undefined ||
    attached.length > 0 ||
    (message.chatKind === 'group' && asked === 'steer')
  const mode = isApart && asked !== 'interrupt' ? 'follow-up' : asked
  const disposition = placeOf(tx, sessionId, mode)
  const notBefore = mode === 'collect' ? at + COLLECT_MS : filesBy
  if (mode === 'collect') postponeCollected(tx, sessionId, notBefore)
  createRun(tx, {
    id: runId,
    sessionId,
    userMessageId: userMessage.id,
    messageId: crypto.randomUUID(),
    createdAt: at,
    mode,
    notBefore,
  })
  startInboxRow(tx, { id: inbound.inboxId, runId, disposition })
  if (turn.private) touchSession(tx, sessionId, at)
  else sessions.noteMessage(tx, { sessionId, text: turn.text || (attached[0]?.name ?? ''), at })
  if (turn.sessionModel === undefined) return { sessionId, message: userMessage }
  updateSessionModel(tx, sessionId, turn.sessionModel)
  return { sessionId, message: userMessage, chosenModel: turn.modelSwitch?.model ?? '' }
}

/** No conversation changes under an answer in the making, and a command is no version of what was said. */
function requireOtherWords(tx: Db, sessionId: string, kind: 'message' | 'command'): void {
  if (kind === 'command') {
    throw new AppError(
      'bad_request',
      'These words are a command, or name a model that is not there. Send them by themselves.',
    )
  }
  if (hasOpenRun(tx, sessionId))
    throw new AppError('conflict', 'An answer is in the making here. Wait for it, or stop it.')
}

/** No person reads along: what looks like a command is plain text. */
const isUnattended = ({ channel }: InboundMessage): boolean =>
  channel === 'cron' || channel === SESSION_CHANNEL || isProgramChannel(channel)

const resetMarker = (createdAt: number): ChatMessage => ({
  id: crypto.randomUUID(),
  role: 'system',
  parts: [],
  metadata: { createdAt, marker: 'reset' },
})

function describeAuthor(message: InboundMessage, from: 'owner' | 'guest') {
  if (message.channel === SESSION_CHANNEL) return { givenBy: message.senderId }
  return from === 'guest' || message.chatKind === 'group'
    ? { author: message.senderName, authorId: message.senderId }
    : {}
}

const describeLateness = ({ sentAt }: InboundMessage, at: number) =>
  sentAt !== undefined && at - sentAt > LATE_MS ? { writtenAt: sentAt } : {}

/** What becomes of the message now: it can still get a run of its own where it is to steer. */
function placeOf(tx: Db, sessionId: string, mode: QueueMode): SendDisposition {
  if (mode === 'steer' && hasHeldRun(tx, sessionId)) return 'steered'
  return mode === 'collect' || hasOpenRun(tx, sessionId) ? 'queued' : 'started'
}

/**
 * In the owner's own channels the chat is the session. What the owner writes directly on a platform goes
 * on in the main one, and the answer goes back to that chat; guests and groups have sessions of their own.
 */
function pickSession(
  tx: Db,
  sessions: Sessions,
  { message, from }: { message: InboundMessage; from: 'owner' | 'guest' },
): string {
  if (!isOwnChannel(message.channel)) {
    const isMain = from === 'owner' && message.chatKind === 'direct'
    return isMain ? sessions.getMain().id : sessions.openChat(tx, message).id
  }
  const session = sessions.find(message.chatId)
  if (!session) throw new AppError('unknown_session', 'There is no such session. It may have been deleted.')
  return session.id
}
