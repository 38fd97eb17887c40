import type { Db } from '#db/client.ts'
import { findInboxMessage, type InboxRow, updateInboxText } from '#db/queries/inbox.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { findRun, type Run } from '#db/queries/runs.ts'
import { explainWriteError } from '#db/write-error.ts'
import { toAppError } from '#protocol/errors.ts'
import { CHAT_TEXT_LIMIT } from '#protocol/sessions.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import { NOT_ADDRESSED } from './admit.ts'

/**
 * Takes new words for a message that came before, from whoever wrote it. While it waits its words change; once
 * it is answered, or being answered, the new ones stand beside it for later turns. It never starts a run, runs a
 * command or answers an approval. Rejects where it could not be stored. The same words again change nothing.
 */
export function createAmend(deps: {
  db: Db
  clock: Clock
  events: Events
  /** Whether whoever wrote it may still be heard. */
  isLetIn: (row: InboxRow) => boolean
  /** Changes a message that waits; throws where it does not wait any more, or the words are an order. */
  reword: (runId: string, text: string) => Promise<void>
}): (message: InboundMessage) => Promise<void> {
  const { db, clock, events, isLetIn, reword } = deps

  function note(run: Run, text: string): void {
    const message = db.transaction(
      (tx) => {
        const found = findMessage(tx, run.userMessageId)
        if (!found || found.metadata?.command !== undefined) return undefined
        const others = found.parts.filter((part) => part.type !== 'data-edit')
        found.parts = [...others, { type: 'data-edit', data: { text, at: clock.now() } }]
        saveMessage(tx, run.sessionId, found)
        return found
      },
      { behavior: 'immediate' },
    )
    if (message) events.session(run.sessionId, { type: 'message', message })
  }

  async function change(row: InboxRow, run: Run, text: string): Promise<void> {
    if (run.status === 'queued' && run.attempts === 0) {
      try {
        return await reword(run.id, text)
      } catch (cause) {
        // Its turn has come in the meantime, or the new words are an order, which an edit can't give.
        if (!['conflict', 'bad_request'].includes(toAppError(cause).code)) throw cause
      }
    }
    if (row.state !== 'failed') note(run, text)
  }

  return async (message) => {
    const row = findInboxMessage(db, message)
    const text = message.text.slice(0, CHAT_TEXT_LIMIT)
    const isSame = row === undefined || row.text === text || text.trim() === ''
    if (isSame || row.senderId !== message.senderId || !isLetIn(row)) return
    const run = row.runId === null ? undefined : findRun(db, row.runId)
    try {
      if (run) await change(row, run, text)
      if (run || row.reason === NOT_ADDRESSED) updateInboxText(db, row.id, text)
    } catch (cause) {
      throw explainWriteError(cause)
    }
  }
}
