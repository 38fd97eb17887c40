import type { Db } from '#db/client.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { listTroubledParts, type OutboxRow } from '#db/queries/outbox.ts'
import { findRun } from '#db/queries/runs.ts'
import type { ChatMessage, MessageMetadata } from '#protocol/messages.ts'

/** What happened to an answer on its way is part of its message: whoever looks at the conversation sees it. */
export interface ShownDelivery {
  readonly sessionId: string
  readonly message: ChatMessage
}

/**
 * Writes into the message of a run what is known of its delivery now, in the transaction that changed
 * the outbox. Returns what to publish after the commit; undefined where nothing changed.
 */
export function showDelivery(tx: Db, runId: string): ShownDelivery | undefined {
  const run = findRun(tx, runId)
  const message = run && findMessage(tx, run.messageId)
  if (!run || !message?.metadata) return undefined
  const [worst] = listTroubledParts(tx, runId)
  const { delivery: before, ...metadata } = message.metadata
  const delivery = worst && toDelivery(worst)
  if (before?.state === delivery?.state && before?.reason === delivery?.reason) return undefined
  message.metadata = delivery ? { ...metadata, delivery } : metadata
  saveMessage(tx, run.sessionId, message)
  return { sessionId: run.sessionId, message }
}

/** How a delivery stands, for people. */
export function toDelivery({ state, lastError }: OutboxRow): NonNullable<MessageMetadata['delivery']> {
  const shown = state === 'failed' || state === 'held' ? state : 'uncertain'
  return { state: shown, reason: lastError ?? 'It is not known whether this arrived.' }
}
