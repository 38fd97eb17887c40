import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { findInboxRun, type InboxRow, settleInboxRow } from '#db/queries/inbox.ts'
import { createOutboxRow } from '#db/queries/outbox.ts'
import { detectLanguage, type Language, type Phrase } from '#protocol/chat/language.ts'
import type { AttachmentData } from '#protocol/media.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import type { Channel } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import { isOwnChannel, isProgramChannel, SESSION_CHANNEL } from '../own-channels.ts'
import { splitText } from './split.ts'
import { REPEAT_ROOM } from './trouble.ts'

/** For a channel that is not connected now: every chat platform we know takes at least this much. */
const SMALLEST_LIMIT = 1_000

export interface RunEnd {
  runId: string
  sessionId: string
  status: RunEndStatus
  messageId: string
  /** The answer's text; may be empty. */
  text: string
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

/** What a platform's user reads where there is no answer: nobody is left waiting in silence. */
const NOTICE: Record<RunEndStatus, Phrase> = {
  completed: { en: '(The assistant had nothing to say.)', zh: '（助手没有什么要说的。）' },
  stopped: { en: '(This answer was stopped.)', zh: '（这条回答已停止。）' },
  failed: {
    en: 'Sorry, I could not answer this. Please try again.',
    zh: '抱歉，这条消息我没能回答，请再试一次。',
  },
  interrupted: {
    en: 'Sorry, I was interrupted while working on this, and some of it may have been done. Please check, then try again.',
    zh: '抱歉，我在处理时被中断了，有些操作可能已经完成。请先检查，再试一次。',
  },
}

/**
 * Settles the message that a run answered, inside the transaction that ends the run, and queues the
 * answer where it came from a platform. Runs that no message started have nothing to settle. Idempotent.
 */
export function createSettle(deps: {
  clock: Clock
  findChannel: (name: string, account: string) => Pick<Channel, 'textLimit'> | undefined
  /** Whether whoever wrote this may still be answered; everybody where absent. */
  isLetIn?: (row: InboxRow) => boolean
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
    // The clients of the owner's own channels, and programs, find the answer in the session.
    const staysThere = isOwnChannel(row.channel) && row.channel !== SESSION_CHANNEL
    if ((!settled && !isRetry) || staysThere || isProgramChannel(row.channel)) return
    const other = end.mergedInto === undefined ? undefined : findInboxRun(tx, end.mergedInto)
    // Whoever asked in the same chat reads the answer there once.
    if (other?.channel === row.channel && other.account === row.account && other.chatId === row.chatId) return
    const limit = deps.findChannel(row.channel, row.account)?.textLimit ?? SMALLEST_LIMIT
    const words = splitText(answerText(end, detectLanguage(row.text)), limit - REPEAT_ROOM)
    const texts = words.map((text) => ({ text, mediaId: null as string | null }))
    const files = (end.files ?? []).map(({ mediaId, caption = '' }) => ({ text: caption, mediaId }))
    for (const [part, { text, mediaId }] of [...texts, ...files].entries()) {
      createOutboxRow(tx, {
        id: randomUUID(),
        runId: end.runId,
        part,
        channel: row.channel,
        account: row.account,
        // A task is reported to the conversation that gave it.
        chatId: row.channel === SESSION_CHANNEL ? row.senderId : row.chatId,
        threadId: row.threadId,
        text,
        mediaId,
        createdAt: settledAt,
      })
    }
  }
}

function outcome(status: RunEndStatus): { state: 'replied' | 'silent' | 'failed'; reason: string | null } {
  if (status === 'completed') return { state: 'replied', reason: null }
  return { state: status === 'stopped' ? 'silent' : 'failed', reason: status }
}

function answerText({ status, text, files = [] }: RunEnd, language: Language): string {
  const notice = NOTICE[status][language]
  if (text.trim() === '') return status === 'completed' && files.length > 0 ? '' : notice
  return status === 'completed' ? text : `${text.trimEnd()}\n\n${notice}`
}
