import type { Db } from '#db/client.ts'
import {
  abandonDelivery,
  beginDelivery,
  completeDelivery,
  hastenDeliveries,
  listInterruptedDeliveries,
  listOutboxHeads,
  type OutboxRow,
  postponeDelivery,
} from '#db/queries/outbox.ts'
import { toAppError } from '#protocol/errors.ts'
import type { Channel, OutboundMessage, SendResult } from '../channels/channel.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { showDelivery } from './show-delivery.ts'

/** First and longest pause between two attempts, and when to give up, in milliseconds. */
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 5 * 60_000
const GIVE_UP_MS = 24 * 60 * 60_000
/** When an outbox that can't be read or written is looked at again, in milliseconds. */
const RETRY_MS = 5_000
/** How old a message may be to be sent again under its key: platforms forget keys after an hour or later. */
const KEY_MS = 30 * 60_000

const NOT_CONNECTED: SendResult = {
  kind: 'refused',
  reason: 'The channel is not connected.',
  permanent: false,
  retryAfterMs: 60_000,
}

/** It becomes no other message. */
const AS_OWN = ''

const toMessage = (row: OutboxRow): OutboundMessage => ({
  chatId: row.chatId,
  text: row.text,
  idempotencyKey: `${row.runId}:${row.part}`,
  ...(row.threadId === null ? {} : { threadId: row.threadId }),
  ...(row.buttons ? { buttons: row.buttons } : {}),
  ...(row.replaces ? { replaces: row.replaces } : {}),
})

const chatOf = (row: OutboxRow): string => JSON.stringify([row.channel, row.account, row.chatId])

export type FindFile = (mediaId: string) => Promise<{ file: string; name: string; type: string } | undefined>

export interface Delivery {
  /** Looks at the outbox now. Runs that end do this by themselves. */
  wake(): void
  /** Ends after the attempts that are on their way. */
  stop(): Promise<void>
}

/**
 * Sends what the outbox holds, in order within each chat, one message of a chat at a time. Each attempt
 * waits for the pace of its platform and is committed before the network call. What the platform certainly refused is tried again, with longer
 * and longer pauses. What may have arrived is sent again under the same key where the platform delivers a
 * key once (it stays `sending`); elsewhere it is kept as `uncertain` and never sent again by itself.
 */
export function startDelivery(deps: {
  db: Db
  clock: Clock
  findChannel: (name: string, account: string) => Channel | undefined
  /** The message in the chat that a row is to become, where there is one. */
  findReplaced?: (row: OutboxRow) => Promise<string | undefined>
  /** A file that goes with a message; undefined where it is not kept any more. */
  findFile?: FindFile
  events: Events
  log: Pick<Log, 'warn'>
  failpoint: Failpoint
}): Delivery {
  const { db, clock, findChannel, findReplaced, events, log, failpoint } = deps
  const busy = new Map<string, Promise<void>>()
  let cancelTimer = () => {}
  const stopping = Promise.withResolvers<void>()
  let stopped = false
  let latest = Number.POSITIVE_INFINITY

  const report = (row: OutboxRow, problem: string): void => {
    log.warn(`An answer to ${row.channel} ${problem}`, {
      outboxId: row.id,
      chatId: row.chatId,
      part: row.part,
    })
    events.system({ type: 'delivery-change', outboxId: row.id })
    events.system({ type: 'channel-change', channel: row.channel, account: row.account })
  }

  function abandon(row: OutboxRow, state: 'failed' | 'uncertain', lastError: string): void {
    const shown = db.transaction(
      (tx) => {
        abandonDelivery(tx, { id: row.id, state, lastError })
        return showDelivery(tx, row.runId)
      },
      { behavior: 'immediate' },
    )
    if (shown) events.session(shown.sessionId, { type: 'message', message: shown.message })
    report(row, state === 'failed' ? 'could not be delivered' : 'may not have arrived')
  }

  /** A message that replaces another one does so once, however often it is sent. */
  const canResend = (row: OutboxRow): boolean =>
    Boolean(row.replaces) ||
    (clock.now() - row.createdAt < KEY_MS && findChannel(row.channel, row.account)?.resendsSafely === true)

  function record(row: OutboxRow, result: SendResult): void {
    const { id } = row
    if (result.kind === 'sent') {
      completeDelivery(db, { id, externalMessageId: result.messageId, sentAt: clock.now() })
      return
    }
    // A refusal says nothing of the attempt before it, which may have arrived.
    const state = result.kind === 'uncertain' || row.state === 'sending' ? 'sending' : 'pending'
    const isOver = result.kind === 'refused' && result.permanent
    if (isOver && row.replaces) {
      sendAsOwn(row, result.reason)
      return
    }
    const goesOn = state === 'sending' ? canResend(row) : clock.now() - row.createdAt < GIVE_UP_MS
    if (isOver || !goesOn) {
      abandon(row, state === 'sending' ? 'uncertain' : 'failed', result.reason)
      return
    }
    const wish = result.kind === 'refused' ? result.retryAfterMs : undefined
    const pause = wish ?? Math.min(FIRST_PAUSE_MS * 2 ** row.attempts, LONGEST_PAUSE_MS)
    postponeDelivery(db, { id, state, lastError: result.reason, nextAttemptAt: clock.now() + pause })
  }

  /** The message that it was to become is gone, or stays as it is. */
  function sendAsOwn({ id }: OutboxRow, lastError: string): void {
    const again = { id, state: 'pending', lastError, nextAttemptAt: clock.now() } as const
    postponeDelivery(db, { ...again, replaces: AS_OWN })
  }

  async function attempt(row: OutboxRow): Promise<void> {
    if (row.state === 'sending' && !canResend(row)) {
      return abandon(row, 'uncertain', row.lastError ?? 'It is not known whether this arrived.')
    }
    const channel = findChannel(row.channel, row.account)
    if (!channel) return record(row, NOT_CONNECTED)
    const replaces = row.replaces ?? (findReplaced && (await findReplaced(row))) ?? AS_OWN
    if (channel.turn) await Promise.race([channel.turn(row.chatId), stopping.promise])
    if (stopped) return
    const words = toMessage({ ...row, replaces })
    const outgoing = row.mediaId === null ? words : await addFile(words, row.mediaId, channel)
    if (!outgoing) return abandon(row, 'failed', 'The file is not kept any more.')
    failpoint('outbound.before-begin')
    if (!beginDelivery(db, { ...row, replaces })) return
    failpoint('outbound.before-send')
    const result = await channel
      .send(outgoing)
      .catch((): SendResult => ({ kind: 'uncertain', reason: 'The channel broke while sending.' }))
    failpoint('outbound.after-send')
    record({ ...row, replaces }, result)
    failpoint('outbound.after-record')
  }

  /** The message with its file, or with its name where the channel can't send files; undefined where it is gone. */
  async function addFile(
    message: OutboundMessage,
    mediaId: string,
    { capabilities }: Channel,
  ): Promise<OutboundMessage | undefined> {
    const kept = await deps.findFile?.(mediaId)
    if (!kept) return undefined
    const { name, type, file: path } = kept
    if (!capabilities.media) return { ...message, text: `${message.text}\n[${name}]`.trim() }
    return { ...message, attachments: [{ mediaId, name, type, path }] }
  }

  function pump(): void {
    if (stopped) return
    cancelTimer()
    try {
      beginDue()
    } catch (cause) {
      log.warn('The outbox cannot be read; answers wait', { error: toAppError(cause) })
      cancelTimer = clock.after(RETRY_MS, pump)
    }
  }

  function beginDue(): void {
    const now = clock.now()
    // The clock was set back: what was to wait for a moment would wait for all that time.
    if (now < latest) hastenDeliveries(db, now)
    latest = now
    const idle = listOutboxHeads(db).filter((row) => !busy.has(chatOf(row)))
    for (const row of idle) if (row.nextAttemptAt <= now) begin(row)
    const next = Math.min(...idle.map((row) => row.nextAttemptAt).filter((at) => at > now))
    if (Number.isFinite(next)) cancelTimer = clock.after(next - now, pump)
  }

  function begin(row: OutboxRow): void {
    const done = attempt(row).then(
      () => true,
      (cause: unknown) => {
        report(row, `met an error of our own: ${toAppError(cause).message}`)
        return false
      },
    )
    const settled = done.then((ok) => {
      busy.delete(chatOf(row))
      if (ok) pump()
      // A database that refuses writes would otherwise be asked without a pause.
      else if (!stopped) cancelTimer = clock.after(RETRY_MS, pump)
    })
    busy.set(chatOf(row), settled)
  }

  const interrupted = db.transaction(
    (tx) => {
      const rows = listInterruptedDeliveries(tx).filter((row) => !canResend(row))
      const lastError = 'The gateway stopped while this was on its way.'
      for (const row of rows) {
        abandonDelivery(tx, { id: row.id, state: 'uncertain', lastError })
        showDelivery(tx, row.runId)
      }
      return rows
    },
    { behavior: 'immediate' },
  )
  for (const row of interrupted) {
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
      stopping.resolve()
      unsubscribe()
      cancelTimer()
      await Promise.all(busy.values())
    },
  }
}
