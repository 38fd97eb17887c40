import type { Db } from '#db/client.ts'
import { listStalePrompts } from '#db/queries/channels/prompts.ts'
import { findSentId, type OutboxRow } from '#db/queries/outbox.ts'
import { toAppError } from '#protocol/errors.ts'
import type { Events } from '../../events.ts'
import type { Log } from '../../log.ts'
import { createPromptRows, OUTCOME_PART, type PromptDeps } from './prompt-rows.ts'

export interface Prompts {
  /** The message that an outcome is to replace; undefined for every other row, and where there is none. */
  findReplaced(row: OutboxRow): string | undefined
  stop(): void
}

/**
 * Puts what waits for the owner into his chat, with buttons, and turns it into its outcome, wherever it was
 * answered. Both go through the outbox: they survive a crash and keep their order.
 */
export function startPrompts(
  deps: PromptDeps & {
    db: Db
    events: Events
    /** Looks at the outbox now. */
    deliver: () => void
    log: Pick<Log, 'error'>
  },
): Prompts {
  const { db, events, log } = deps
  const { ask, close } = createPromptRows(deps)

  function perform(change: (tx: Db) => void): void {
    try {
      db.transaction(change, { behavior: 'immediate' })
      deps.deliver()
    } catch (cause) {
      log.error('The owner could not be asked in a chat; the panel shows what waits', {
        error: toAppError(cause),
      })
    }
  }

  const unsubscribe = events.subscribe((_topic, event) => {
    if (event.type === 'approval-request') perform((tx) => ask(tx, event.approval))
    if (event.type === 'approval-resolved') perform((tx) => close(tx, event.approvalId))
  })
  perform((tx) => {
    for (const approvalId of listStalePrompts(tx)) close(tx, approvalId)
  })

  return {
    findReplaced: (row) => (row.part === OUTCOME_PART ? findSentId(db, row.runId) : undefined),
    stop: unsubscribe,
  }
}
