import { and, desc, eq, getTableColumns, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { SendDisposition } from '#protocol/sessions.ts'
import type { Db } from '../client.ts'
import { given, givenColumns, prepared } from '../prepared.ts'
import { inbox } from '../schema/inbox.ts'
import { runs } from '../schema/runs.ts'

export type InboxRow = typeof inbox.$inferSelect
export type ChatOrigin = NonNullable<InboxRow['origin']>
type Optional = 'albumId' | 'threadId' | 'sentAt' | 'origin'
export type NewInboxRow = Omit<
  InboxRow,
  'state' | 'reason' | 'runId' | 'disposition' | 'settledAt' | Optional
> & { [Field in Optional]?: InboxRow[Field] | undefined }

/**
 * Stores a message that came in, as `received`. False, and nothing changes, where either dedupe key is
 * known: the same event, or the same message of the same chat under another event.
 */
export function createInboxRow(db: Db, row: NewInboxRow): boolean {
  const { albumId = null, threadId = null, sentAt = null, origin = null } = row
  return insertRow(db).run({ ...row, albumId, threadId, sentAt, origin }).changes > 0
}

const insertRow = prepared((db) => {
  const row = givenColumns(inbox, [
    'id',
    'channel',
    'account',
    'eventId',
    'chatId',
    'chatKind',
    'threadId',
    'externalMessageId',
    'senderId',
    'senderName',
    'text',
    'albumId',
    'origin',
    'sentAt',
    'receivedAt',
  ])
  return db
    .insert(inbox)
    .values({ ...row, state: 'received' })
    .onConflictDoNothing()
    .prepare()
})

/** The row of one platform event, or undefined. */
export function findInboxEvent(
  db: Db,
  event: { channel: string; account: string; eventId: string },
): InboxRow | undefined {
  return rowOfEvent(db).get({ ...event })
}

const rowOfEvent = prepared((db) => {
  const { channel, account, eventId } = givenColumns(inbox, ['channel', 'account', 'eventId'])
  return db
    .select()
    .from(inbox)
    .where(and(eq(inbox.channel, channel), eq(inbox.account, account), eq(inbox.eventId, eventId)))
    .prepare()
})

/** The row that started a run, or undefined where the run did not come from a message. */
export function findInboxRun(db: Db, runId: string): InboxRow | undefined {
  return rowOfRun(db).get({ runId })
}

const rowOfRun = prepared((db) =>
  db
    .select()
    .from(inbox)
    .where(eq(inbox.runId, given('runId')))
    .prepare(),
)

/** The row of a message by the platform's own id of it, or undefined. */
export function findInboxMessage(
  db: Db,
  message: { channel: string; account: string; chatId: string; messageId: string },
): InboxRow | undefined {
  const same = and(
    eq(inbox.channel, message.channel),
    eq(inbox.account, message.account),
    eq(inbox.chatId, message.chatId),
    eq(inbox.externalMessageId, message.messageId),
  )
  return db.select().from(inbox).where(same).get()
}

/** Whoever wrote it changed its words. */
export function updateInboxText(db: Db, id: string, text: string): void {
  db.update(inbox).set({ text }).where(eq(inbox.id, id)).run()
}

/** The last message that somebody wrote directly to a channel account, or undefined. */
export function findDirectChat(
  db: Db,
  from: { channel: string; account: string; senderId: string },
): InboxRow | undefined {
  const direct = and(
    eq(inbox.channel, from.channel),
    eq(inbox.account, from.account),
    eq(inbox.senderId, from.senderId),
    eq(inbox.chatKind, 'direct'),
  )
  return db.select().from(inbox).where(direct).orderBy(desc(sql`rowid`)).limit(1).get()
}

/** A received row got its run. Rows in any other state stay as they are. */
export function startInboxRow(
  db: Db,
  start: { id: string; runId: string; disposition: SendDisposition },
): void {
  setStarted(db).run(start)
}

const setStarted = prepared((db) =>
  db
    .update(inbox)
    .set({ state: 'running', ...givenColumns(inbox, ['runId', 'disposition']) })
    .where(and(eq(inbox.id, given('id')), eq(inbox.state, 'received')))
    .prepare(),
)

/** The messages that somebody works at, or that wait for it, with the session of their run; oldest first. */
export function listOpenMessages(db: Db): (InboxRow & { sessionId: string })[] {
  const open = and(eq(inbox.state, 'running'), isNull(runs.endedAt))
  return db
    .select({ ...getTableColumns(inbox), sessionId: runs.sessionId })
    .from(inbox)
    .innerJoin(runs, eq(runs.id, inbox.runId))
    .where(open)
    .orderBy(sql`inbox.rowid`)
    .all()
}

const UNSETTLED = ['received', 'running'] as const

/**
 * Gives a row its last state; false where it has one already. `reason` says why it is silent or failed.
 * `isRetry`: the message was tried again, so that only a reply before stands.
 */
export function settleInboxRow(
  db: Db,
  end: {
    id: string
    state: 'replied' | 'silent' | 'failed'
    reason: string | null
    settledAt: number
    isRetry?: boolean
  },
): boolean {
  const { id, isRetry = false, ...fields } = end
  const from = isRetry ? [...UNSETTLED, 'silent' as const, 'failed' as const] : [...UNSETTLED]
  const unsettled = and(eq(inbox.id, id), inArray(inbox.state, from))
  return db.update(inbox).set(fields).where(unsettled).run().changes > 0
}

/** Whether a message of a chat has ended for `reason`. */
export function hasEndedSo(
  db: Db,
  of: { channel: string; account: string; chatId: string; reason: string },
): boolean {
  const such = and(
    eq(inbox.channel, of.channel),
    eq(inbox.account, of.account),
    eq(inbox.chatId, of.chatId),
    eq(inbox.reason, of.reason),
  )
  return db.select({ id: inbox.id }).from(inbox).where(such).limit(1).get() !== undefined
}

/**
 * The newest messages of a chat, or of one topic of it, that were kept in silence for `reason` since one of
 * them was last given to a run, newest first.
 */
export function listUnansweredTalk(
  db: Db,
  of: {
    channel: string
    account: string
    chatId: string
    threadId?: string
    reason: string
    limit: number
  },
): InboxRow[] {
  const inChat = and(
    eq(inbox.channel, of.channel),
    eq(inbox.account, of.account),
    eq(inbox.chatId, of.chatId),
    of.threadId === undefined ? isNull(inbox.threadId) : eq(inbox.threadId, of.threadId),
  )
  const answered = db
    .select({ position: sql<number>`rowid` })
    .from(inbox)
    .where(and(inChat, sql`${inbox.runId} is not null`))
    .orderBy(desc(inbox.receivedAt), desc(sql`rowid`))
    .limit(1)
    .get()
  return db
    .select()
    .from(inbox)
    .where(and(inChat, eq(inbox.reason, of.reason), gt(sql`rowid`, answered?.position ?? 0)))
    .orderBy(desc(inbox.receivedAt), desc(sql`rowid`))
    .limit(of.limit)
    .all()
}
