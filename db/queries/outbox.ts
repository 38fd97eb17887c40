import { and, asc, desc, eq, gt, inArray, isNotNull, like, or, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { inbox, outbox } from '../schema/inbox.ts'

export type OutboxRow = typeof outbox.$inferSelect

/** Nothing happens to these by itself: the owner decides. */
const TROUBLED = ['failed', 'uncertain', 'held'] as const

/** Queues one part of an answer. The same part of the same run again changes nothing: idempotent. */
export function createOutboxRow(
  db: Db,
  row: Pick<OutboxRow, 'id' | 'runId' | 'part' | 'channel' | 'account' | 'chatId' | 'text' | 'createdAt'> &
    Partial<Pick<OutboxRow, 'threadId' | 'buttons' | 'replaces' | 'mediaId'>>,
): void {
  db.insert(outbox)
    .values({ ...row, state: 'pending', nextAttemptAt: row.createdAt })
    .onConflictDoNothing()
    .run()
}

/** Whether a line that belongs to no run waits to be sent to this chat. */
export function hasWaitingNotice(
  db: Db,
  chat: { channel: string; account: string; chatId: string },
): boolean {
  const inChat = and(
    eq(outbox.channel, chat.channel),
    eq(outbox.account, chat.account),
    eq(outbox.chatId, chat.chatId),
  )
  const waiting = and(eq(outbox.state, 'pending'), like(outbox.runId, 'notice:%'))
  return db.select({ id: outbox.id }).from(outbox).where(and(inChat, waiting)).limit(1).get() !== undefined
}

/** The next message of each chat: the oldest that is pending or on its way, in order of writing. */
export function listOutboxHeads(db: Db): OutboxRow[] {
  const heads = sql`(select min(rowid) from outbox where state in ('pending', 'sending') group by channel, account, chat_id)`
  return db.select().from(outbox).where(sql`rowid in ${heads}`).orderBy(asc(sql`rowid`)).all()
}

/**
 * Takes a row for one attempt; false where it is not any more as it was read. Commit before the network
 * call. From then on it is `sending`: it may have arrived. `replaces`: the message that it becomes, or ''.
 */
export function beginDelivery(
  db: Db,
  { id, state, replaces }: Pick<OutboxRow, 'id' | 'state' | 'replaces'>,
): boolean {
  const begun = db
    .update(outbox)
    .set({ state: 'sending', replaces, attempts: sql`${outbox.attempts} + 1` })
    .where(and(eq(outbox.id, id), eq(outbox.state, state)))
    .run()
  return begun.changes > 0
}

/** The platform took the message and gave it an id. */
export function completeDelivery(
  db: Db,
  done: { id: string; externalMessageId: string; sentAt: number },
): void {
  const { id, ...fields } = done
  db.update(outbox)
    .set({ state: 'sent', lastError: null, ...fields })
    .where(eq(outbox.id, id))
    .run()
}

/**
 * It waits until `nextAttemptAt` (Unix milliseconds): `pending` where the platform certainly did not take
 * it, `sending` where it may have, and may be given it again.
 */
export function postponeDelivery(
  db: Db,
  again: {
    id: string
    state: 'pending' | 'sending'
    lastError: string
    nextAttemptAt: number
    replaces?: string
  },
): void {
  const { id, ...fields } = again
  db.update(outbox).set(fields).where(eq(outbox.id, id)).run()
}

/** What was written by a clock that was ahead of `now` (Unix milliseconds) waits no longer. */
export function hastenDeliveries(db: Db, now: number): void {
  db.update(outbox)
    .set({ nextAttemptAt: now })
    .where(
      and(
        inArray(outbox.state, ['pending', 'sending']),
        gt(outbox.createdAt, now),
        gt(outbox.nextAttemptAt, now),
      ),
    )
    .run()
}

/** Gives up: `failed` never arrived, `uncertain` may have. Neither is sent again by itself. */
export function abandonDelivery(
  db: Db,
  end: { id: string; state: 'failed' | 'uncertain'; lastError: string },
): void {
  const { id, ...fields } = end
  db.update(outbox).set(fields).where(eq(outbox.id, id)).run()
}

/** At start: what was on its way when the process ended, and may have arrived, in order of writing. */
export function listInterruptedDeliveries(db: Db): OutboxRow[] {
  return db.select().from(outbox).where(eq(outbox.state, 'sending')).orderBy(asc(sql`rowid`)).all()
}

/** After a restore: what waited or was on its way may have arrived since. Returns how many rows are held now. */
export function holdOutbox(db: Db, lastError: string): number {
  const waiting = inArray(outbox.state, ['pending', 'sending'])
  return db.update(outbox).set({ state: 'held', lastError }).where(waiting).run().changes
}

/** One delivery, or undefined. */
export function findDelivery(db: Db, id: string): OutboxRow | undefined {
  return db.select().from(outbox).where(eq(outbox.id, id)).get()
}

/** The parts of a run's answer that did not arrive, or may not have, in order. */
export function listTroubledParts(db: Db, runId: string): OutboxRow[] {
  return db
    .select()
    .from(outbox)
    .where(and(eq(outbox.runId, runId), inArray(outbox.state, [...TROUBLED])))
    .orderBy(asc(outbox.part))
    .all()
}

/** The owner lets a delivery be tried again, or lets it be; false where it is in no trouble: idempotent. */
export function reopenDelivery(
  db: Db,
  to: { id: string; state: 'pending' | 'dismissed'; nextAttemptAt: number },
): boolean {
  const { id, ...fields } = to
  const troubled = and(eq(outbox.id, id), inArray(outbox.state, [...TROUBLED]))
  return db.update(outbox).set(fields).where(troubled).run().changes > 0
}

/** Lets be what waits to be sent to somebody directly: he is to hear nothing more. Idempotent. */
export function dismissDeliveries(
  db: Db,
  to: { channel: string; account: string; senderId: string; reason: string },
): void {
  const { channel, account, senderId } = to
  const asked = db
    .select({ runId: inbox.runId })
    .from(inbox)
    .where(
      or(
        and(
          eq(inbox.channel, channel),
          eq(inbox.account, account),
          eq(inbox.senderId, senderId),
          eq(inbox.chatKind, 'direct'),
        ),
        sql`${inbox.origin} ->> 'senderId' = ${senderId}`,
      ),
    )
  const waiting = and(
    eq(outbox.state, 'pending'),
    eq(outbox.channel, channel),
    eq(outbox.account, account),
    inArray(outbox.runId, asked),
  )
  db.update(outbox).set({ state: 'dismissed', lastError: to.reason }).where(waiting).run()
}

/** Lets be what waits of one run, or of one question, and was not begun. Idempotent. */
export function dismissRun(db: Db, runId: string, reason: string): void {
  db.update(outbox)
    .set({ state: 'dismissed', lastError: reason })
    .where(and(eq(outbox.runId, runId), eq(outbox.state, 'pending'), eq(outbox.attempts, 0)))
    .run()
}

/** Whether a part of a run, or of a question, was ever begun: it may stand in the chat. */
export function hasBegun(db: Db, runId: string): boolean {
  const begun = and(eq(outbox.runId, runId), gt(outbox.attempts, 0))
  return db.select({ id: outbox.id }).from(outbox).where(begun).limit(1).get() !== undefined
}

/** The platform's id of the last part of a run that was sent, or undefined. */
export function findSentId(db: Db, runId: string): string | undefined {
  const sent = and(eq(outbox.runId, runId), isNotNull(outbox.externalMessageId))
  const row = db.select().from(outbox).where(sent).orderBy(desc(outbox.part)).limit(1).get()
  return row?.externalMessageId ?? undefined
}

/** Changes the words of a part that waits to be sent. */
export function updateDeliveryText(db: Db, id: string, text: string): void {
  db.update(outbox)
    .set({ text })
    .where(and(eq(outbox.id, id), eq(outbox.state, 'pending')))
    .run()
}

/** What did not arrive, or may not have, oldest first: to be shown to the owner. */
export function listTroubledDeliveries(db: Db): OutboxRow[] {
  return db
    .select()
    .from(outbox)
    .where(inArray(outbox.state, [...TROUBLED]))
    .orderBy(asc(sql`rowid`))
    .all()
}
