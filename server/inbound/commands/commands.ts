import type { Db } from '#db/client.ts'
import { endCommandRun, findCommandRun, listCommandRuns } from '#db/queries/commands.ts'
import { findInboxRun } from '#db/queries/inbox.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import type { Run } from '#db/queries/runs.ts'
import { findSession, touchSession } from '#db/queries/sessions.ts'
import { type AppError, toAppError } from '#protocol/errors.ts'
import type { ChatChunk, ChatMessage, MessageMetadata } from '#protocol/messages.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import type { Clock, Failpoint } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Log } from '../../log.ts'
import { isOwnChannel } from '../../own-channels.ts'
import type { Contacts } from '../admit.ts'
import { type Asked, findLanguage, type Reply } from './asked.ts'

export interface Commands {
  /** Answers a stored command. Call after the commit that stored it; never waits behind a run. */
  perform(runId: string): void
  /** Answers those that the last process did not come to. Once, at the start, after the runs' recovery. */
  recover(): void
  /** Resolves when no command is being answered, or soon: what takes longer is answered after the next start. */
  stop(): Promise<void>
}

/** What happens inside the transaction that ends a command: inbox, and outbox for platforms. */
type Settle = (
  tx: Db,
  end: { runId: string; sessionId: string; status: RunEndStatus; messageId: string; text: string },
) => void

/** How long an answer that waits for others (a summary of `/compact`) may keep the gateway from stopping. */
const STOP_LIMIT_MS = 1_000

/**
 * Answers chat commands without any model, under the ids that the way in gave them. A command whose
 * answer was not committed is performed again after a restart: each does the same twice as once.
 */
export function createCommands(deps: {
  db: Db
  clock: Clock
  events: Events
  contacts: Pick<Contacts, 'findRole'>
  reply: Reply
  settle: Settle
  failpoint: Failpoint
  log: Pick<Log, 'error'>
}): Commands {
  const { db, clock, events, failpoint, log } = deps
  const working = new Set<Promise<void>>()

  function readAsked(run: Run): Asked | undefined {
    const row = findInboxRun(db, run.id)
    const session = findSession(db, run.sessionId)
    if (!row || !session) return undefined
    const role = isOwnChannel(row.channel) ? 'owner' : (deps.contacts.findRole(row) ?? 'guest')
    return { ...row, from: role, session, language: findLanguage(db, session.id, row.text) }
  }

  async function answer(run: Run): Promise<void> {
    const { id: runId, sessionId, userMessageId, messageId } = run
    events.session(sessionId, { type: 'run-start', runId, userMessageId, messageId })
    const asked = readAsked(run)
    try {
      end(run, { status: 'completed', text: asked ? await deps.reply(asked) : '' })
    } catch (cause) {
      const error = toAppError(cause)
      log.error('A chat command could not be answered.', { runId, error: error.cause ?? error })
      end(run, { status: 'failed', text: '', error })
    }
  }

  function end(run: Run, outcome: { status: 'completed' | 'failed'; text: string; error?: AppError }): void {
    const { id: runId, sessionId, messageId } = run
    const { status, text } = outcome
    const error = outcome.error?.toShape()
    const at = clock.now()
    const metadata: MessageMetadata = {
      createdAt: at,
      runId,
      status,
      command: findMessage(db, run.userMessageId)?.metadata?.command ?? 'unknown',
      ...(error ? { error } : {}),
    }
    const message: ChatMessage = {
      id: messageId,
      role: 'assistant',
      parts: text === '' ? [] : [{ type: 'text', text, state: 'done' }],
      metadata,
    }
    const ended = db.transaction(
      (tx) => {
        if (!endCommandRun(tx, { runId, status, error: error ?? null, endedAt: at })) return false
        saveMessage(tx, sessionId, message)
        touchSession(tx, sessionId, at)
        deps.settle(tx, { runId, sessionId, status, messageId, text })
        failpoint('command-end:before-commit')
        return true
      },
      { behavior: 'immediate' },
    )
    if (!ended) return
    failpoint('command-end:after-commit')
    for (const chunk of asChunks(text, metadata)) events.session(sessionId, { type: 'chunk', runId, chunk })
    events.session(sessionId, { type: 'run-end', runId, status, ...(error ? { error } : {}) })
    events.system({ type: 'session-change', sessionId })
  }

  function perform(runId: string): void {
    const run = findCommandRun(db, runId)
    if (!run) return
    const work = answer(run)
      .catch((error: unknown) => log.error('A command waits for the next start.', { runId, error }))
      .finally(() => working.delete(work))
    working.add(work)
  }

  return {
    perform,
    recover() {
      for (const run of listCommandRuns(db)) perform(run.id)
    },
    async stop() {
      const late = new Promise<void>((resolve) => void clock.after(STOP_LIMIT_MS, resolve))
      await Promise.race([Promise.all(working), late])
    },
  }
}

function asChunks(text: string, messageMetadata: MessageMetadata): ChatChunk[] {
  const id = 'openclaw-command'
  const words: ChatChunk[] = [
    { type: 'text-start', id },
    { type: 'text-delta', id, delta: text },
    { type: 'text-end', id },
  ]
  return [...(text === '' ? [] : words), { type: 'message-metadata', messageMetadata }]
}
