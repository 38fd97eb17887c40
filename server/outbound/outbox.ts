import type { Db } from '#db/client.ts'
import {
  findDelivery,
  listTroubledDeliveries,
  type OutboxRow,
  reopenDelivery,
  updateDeliveryText,
} from '#db/queries/outbox.ts'
import { findRun } from '#db/queries/runs.ts'
import { AppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { OutboxFeature, TroubledDelivery } from './contract.ts'
import { markRepeat } from './mark-repeat.ts'
import { showDelivery, toDelivery } from './show-delivery.ts'

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
