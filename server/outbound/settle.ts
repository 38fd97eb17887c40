import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { type ChatOrigin, findInboxRun, type InboxRow, settleInboxRow } from '#db/queries/inbox.ts'
import { createOutboxRow } from '#db/queries/outbox.ts'
import type { ErrorShape } from '#protocol/errors.ts'
import type { AttachmentData } from '#protocol/media.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import type { Channel } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import { isOwnChannel, isProgramChannel, SESSION_CHANNEL } from '../own-channels.ts'
import { answerText, withSubject } from './answer-words.ts'
import { REPEAT_ROOM } from './mark-repeat.ts'
import { splitText } from './split.ts'

/** For a channel that is not connected now: every chat platform we know takes at least this much. */
const SMALLEST_LIMIT = 1_000

export interface RunEnd {
  runId: string
  sessionId: string
  status: RunEndStatus
  messageId: string
  /** The answer's text; may be empty. */
  text: string
  /** Why there is none, or not the whole of it. */
  error?: ErrorShape | undefined
  errorInChinese?: string | undefined
  /** Files that come with it, after the text. */
  files?: readonly AttachmentData[]
  /** The run whose answer this is, where the message joined another one. */
  mergedInto?: string
  /** The run that this one did again: its chat gets the answer. */
  retryOf?: string
}

export type Settle = (tx: Db, end: RunEnd) => void

/** Nothing of an answer goes to somebody who is not let in any more. */
const SHUT_OUT = { state: 'silent', reason: 'shut-out' } as const

/**
 * Settles the message that a run answered, inside the transaction that ends the run, and queues the
 * answer where it came from a platform, or a job or task was asked for on one. Runs that no message started have nothing to settle. Idempotent.
 */
export function createSettle(deps: {
  clock: Clock
  findChannel: (name: string, account: string) => Pick<Channel, 'textLimit'> | undefined
  /** Whether whoever wrote this may still be answered; everybody where absent. */
  isLetIn?: (sender: ChatOrigin) => boolean
}): Settle {
  return (tx, end) => {
    const row = findInboxRun(tx, end.retryOf ?? end.runId)
    if (!row) return
    const settledAt = deps.clock.now()
    const isRetry = end.retryOf !== undefined
    const isShutOut = deps.isLetIn?.(row) === false
    const ending = isShutOut ? SHUT_OUT : outcome(end.status)
    const settled = settleInboxRow(tx, { id: row.id, settledAt, isRetry, ...ending })
    if (isShutOut) return
    if (!settled && !isRetry) return
    const other = end.mergedInto === undefined ? undefined : findInboxRun(tx, end.mergedInto)
    // Whoever asked in the same chat reads the answer there once.
    if (other?.channel === row.channel && other.account === row.account && other.chatId === row.chatId) return
    const answer = answerText(tx, row, end)
    const targets = listTargets(row, answer)
    if (row.origin && deps.isLetIn?.(row.origin) !== false) {
      targets.push({ ...row.origin, answer: withSubject(tx, { row, end, answer }) })
    }
    const files = (end.files ?? []).map(({ mediaId, caption = '' }) => ({ text: caption, mediaId }))
    let part = 0
    for (const { channel, account, chatId, threadId, answer: words } of targets) {
      const limit = deps.findChannel(channel, account)?.textLimit ?? SMALLEST_LIMIT
      const texts = splitText(words, limit - REPEAT_ROOM).map((text) => ({ text, mediaId: null }))
      for (const piece of [...texts, ...files]) {
        const place = { channel, account, chatId, threadId }
        const ids = { id: randomUUID(), runId: end.runId, part: part++ }
        createOutboxRow(tx, { ...ids, ...place, ...piece, createdAt: settledAt })
      }
    }
  }
}

interface Target extends Pick<InboxRow, 'channel' | 'account' | 'chatId' | 'threadId'> {
  readonly answer: string
}

/** Where the answer goes beside its session, in which the owner's own channels and programs find it. */
function listTargets(row: InboxRow, answer: string): Target[] {
  const { channel, account, chatId, threadId } = row
  // A task is reported to the conversation that gave it.
  if (channel === SESSION_CHANNEL) return [{ channel, account, chatId: row.senderId, threadId, answer }]
  if (isOwnChannel(channel) || isProgramChannel(channel)) return []
  return [{ channel, account, chatId, threadId, answer }]
}

function outcome(status: RunEndStatus): { state: 'replied' | 'silent' | 'failed'; reason: string | null } {
  if (status === 'completed') return { state: 'replied', reason: null }
  return { state: status === 'stopped' ? 'silent' : 'failed', reason: status }
}
