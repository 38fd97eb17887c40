import type { Db } from '#db/client.ts'
import {
  abandonDelivery,
  beginDelivery,
  completeDelivery,
  listOutboxHeads,
  markInterruptedDeliveries,
  type OutboxRow,
  postponeDelivery,
} from '#db/queries/outbox.ts'
import type { Channel, SendResult } from '../channels/channel.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'

/** First and longest pause between two attempts, and when to give up, in milliseconds. */
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 5 * 60_000
const GIVE_UP_MS = 24 * 60 * 60_000

export interface Delivery {
  /** Looks at the outbox now. Runs that end do this by themselves. */
  wake(): void
  /** Ends after the attempts that are on their way. */
  stop(): Promise<void>
}

/**
 * Sends what the outbox holds, in order within each chat, one message of a chat at a time. Each attempt
 * is committed before the network call. What the platform certainly refused is tried again, with longer
 * and longer pauses; what may have arrived is kept as `uncertain` and never sent again by itself.
 */
export function startDelivery(deps: {
  db: Db
  clock: Clock
  findChannel: (name: string, account: string) => Channel | undefined
  events: Events
  log: Pick<Log, 'warn'>
  failpoint: Failpoint
}): Delivery {
  const { db, clock, findChannel, events, log, failpoint } = deps
  const busy = new Map<string, Promise<void>>()
  let cancelTimer = () => {}
  let stopped = false

  const report = (row: OutboxRow, problem: string): void => {
    log.warn(`An answer to ${row.channel} ${problem}`, {
      outboxId: row.id,
      chatId: row.chatId,
      part: row.part,
    })
    events.system({ type: 'channel-change', channel: row.channel, account: row.account })
  }

  function record(row: OutboxRow, result: SendResult): void {
    const { id } = row
    if (result.kind === 'sent') {
      return completeDelivery(db, { id, externalMessageId: result.messageId, sentAt: clock.now() })
    }
    const lastError = result.reason
    if (result.kind === 'uncertain') {
      abandonDelivery(db, { id, state: 'uncertain', lastError })
      return report(row, 'may not have arrived')
    }
    if (result.permanent || clock.now() - row.createdAt >= GIVE_UP_MS) {
      abandonDelivery(db, { id, state: 'failed', lastError })
      return report(row, 'could not be delivered')
    }
    const pause = result.retryAfterMs ?? Math.min(FIRST_PAUSE_MS * 2 ** row.attempts, LONGEST_PAUSE_MS)
    postponeDelivery(db, { id, lastError, nextAttemptAt: clock.now() + pause })
  }

  async function attempt(row: OutboxRow): Promise<void> {
    const channel = findChannel(row.channel, row.account)
    if (!channel) {
      return record(row, { kind: 'refused', reason: 'The channel is not connected.', permanent: false })
    }
    if (!beginDelivery(db, row.id)) return
    failpoint('outbound.before-send')
    const message = { chatId: row.chatId, text: row.text, idempotencyKey: `${row.runId}:${row.part}` }
    const result = await channel
      .send(message)
      .catch((cause: unknown): SendResult => ({ kind: 'uncertain', reason: String(cause) }))
    failpoint('outbound.after-send')
    record(row, result)
  }

  function pump(): void {
    if (stopped) return
    cancelTimer()
    let next = Number.POSITIVE_INFINITY
    for (const row of listOutboxHeads(db)) {
      const chat = JSON.stringify([row.channel, row.account, row.chatId])
      if (busy.has(chat)) continue
      if (row.nextAttemptAt > clock.now()) {
        next = Math.min(next, row.nextAttemptAt)
        continue
      }
      const done = attempt(row)
        .catch((cause: unknown) => report(row, `met an error of our own: ${String(cause)}`))
        .finally(() => {
          busy.delete(chat)
          pump()
        })
      busy.set(chat, done)
    }
    if (Number.isFinite(next)) cancelTimer = clock.after(Math.max(next - clock.now(), 0), pump)
  }

  for (const row of markInterruptedDeliveries(db, 'The gateway stopped while this was on its way.')) {
    report(row, 'may not have arrived: the gateway stopped while it was on its way')
  }
  const unsubscribe = events.subscribe((_topic, event) => {
    if (event.type === 'run-end') pump()
  })
  pump()

  return {
    wake: pump,
    async stop() {
      stopped = true
      unsubscribe()
      cancelTimer()
      await Promise.all(busy.values())
    },
  }
}
