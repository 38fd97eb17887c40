import type { Db } from '#db/client.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import {
  findDelivery,
  listTroubledDeliveries,
  listTroubledParts,
  type OutboxRow,
  reopenDelivery,
  updateDeliveryText,
} from '#db/queries/outbox.ts'
import { findRun } from '#db/queries/runs.ts'
import { detectLanguage, type Phrase } from '#protocol/chat/language.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage, MessageMetadata } from '#protocol/messages.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { OutboxFeature, TroubledDelivery } from '../trpc/features.ts'

/** Room that each part of an answer leaves for the words that say it may be a repeat. */
export const REPEAT_ROOM = 40

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

/** The answers that did not arrive, or may not have, and what the owner decides about them. */
export function createOutboxFeature(deps: {
  db: Db
  clock: Clock
  events: Events
  /** Looks at the outbox now. */
  deliver: () => void
}): OutboxFeature {
  const { db, clock, events, deliver } = deps
  return {
    list: () => listTroubledDeliveries(db).map((row) => describe(db, row)),
    resolve(id, action) {
      const shown = db.transaction(
        (tx) => {
          const row = findDelivery(tx, id)
          if (!row)
            throw new AppError(
              'not_found',
              'There is no such delivery. Its conversation may have been deleted.',
            )
          const state = action === 'resend' ? 'pending' : 'dismissed'
          if (!reopenDelivery(tx, { id, state, nextAttemptAt: clock.now() })) return undefined
          if (action === 'resend' && row.state !== 'failed') updateDeliveryText(tx, id, markRepeat(row.text))
          return showDelivery(tx, row.runId)
        },
        { behavior: 'immediate' },
      )
      if (shown) events.session(shown.sessionId, { type: 'message', message: shown.message })
      events.system({ type: 'delivery-change', outboxId: id })
      if (action === 'resend') deliver()
    },
  }
}

function describe(db: Db, row: OutboxRow): TroubledDelivery {
  const run = findRun(db, row.runId)
  const { id, channel, account, chatId, part, text, createdAt } = row
  return {
    ...{ id, channel, account, chatId, part, text, createdAt },
    sessionId: run?.sessionId ?? null,
    messageId: run?.messageId ?? null,
    ...toDelivery(row),
  }
}

function toDelivery({ state, lastError }: OutboxRow): NonNullable<MessageMetadata['delivery']> {
  const shown = state === 'failed' || state === 'held' ? state : 'uncertain'
  return { state: shown, reason: lastError ?? 'It is not known whether this arrived.' }
}

const MARK: Phrase = { en: '(This may be a repeat.)', zh: '（这条消息可能重复。）' }

/** Says first that the chat may have this already. Said once, however often it is sent again. */
function markRepeat(text: string): string {
  if (Object.values(MARK).some((mark) => text.startsWith(mark))) return text
  return `${MARK[detectLanguage(text)]}\n${text}`
}
