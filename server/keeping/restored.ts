import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { cancelApprovals } from '#db/queries/approvals.ts'
import { findInboxRun, type InboxRow, settleInboxRow } from '#db/queries/inbox.ts'
import { isRestored, markRestored } from '#db/queries/keeping/facts.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { createOutboxRow, holdOutbox } from '#db/queries/outbox.ts'
import { endRun } from '#db/queries/runs/held.ts'
import { listOpenRuns, type Run } from '#db/queries/runs.ts'
import { detectLanguage, type Phrase } from '#protocol/chat/language.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { isOwnChannel, isProgramChannel } from '../own-channels.ts'

const HELD = 'This waited when the database was restored from a backup; it may have been sent since.'
const INTERRUPTED =
  'The database was restored from a backup made while this was not finished. It may have been answered since. Send the message again, or use Retry.'

const NOT_ANSWERED: Phrase = {
  en: 'Sorry, your message got no answer, or I do not remember it. Please send it again.',
  zh: '抱歉，你的消息没有得到回答，或者我已不记得了，请再发一次。',
}

/**
 * At the first start of a restored database: what was on its way when the backup was made may be long
 * done, so nothing goes on by itself. Answers that waited to be sent are held, runs that were open end as
 * interrupted, and both are shown. False, and nothing changes, on any other start.
 */
export function settleRestored(deps: { db: Db; clock: Clock; log: Pick<Log, 'warn'> }): boolean {
  const { db, clock, log } = deps
  if (!isRestored(db)) return false
  const at = clock.now()
  const counts = db.transaction(
    (tx) => {
      const open = listOpenRuns(tx)
      for (const run of open) interrupt(tx, run, at)
      const held = holdOutbox(tx, HELD)
      markRestored(tx, false)
      return { interrupted: open.length, held }
    },
    { behavior: 'immediate' },
  )
  log.warn('This is a restored database: what waited in it was put on hold, and nothing was sent again.', {
    ...counts,
  })
  return true
}

function interrupt(tx: Db, run: Run, at: number): void {
  const error = new AppError('run_interrupted', INTERRUPTED).toShape()
  const end = { runId: run.id, status: 'interrupted' as const, error, model: run.model, endedAt: at }
  endRun(tx, end)
  cancelApprovals(tx, run.id, at)
  const inbox = findInboxRun(tx, run.id)
  if (inbox) settleInboxRow(tx, { id: inbox.id, state: 'failed', reason: error.code, settledAt: at })
  const stored = findMessage(tx, run.messageId)
  const message: ChatMessage = {
    id: run.messageId,
    role: 'assistant',
    parts: [],
    ...stored,
    metadata: { createdAt: at, runId: run.id, ...stored?.metadata, status: 'interrupted', error },
  }
  saveMessage(tx, run.sessionId, message)
  if (inbox) queueNotice(tx, inbox, at)
}

/** Whoever wrote in an app is told, once the owner lets it go: it is held with everything else that waits. */
function queueNotice(tx: Db, inbox: InboxRow, createdAt: number): void {
  const { id, channel, account, chatId, threadId, text } = inbox
  if (isOwnChannel(channel) || isProgramChannel(channel)) return
  const place = { channel, account, chatId, threadId }
  const ids = { id: randomUUID(), runId: `notice:${id}`, part: 0 }
  createOutboxRow(tx, { ...ids, ...place, text: NOT_ANSWERED[detectLanguage(text)], createdAt })
}
