import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { runs } from './runs.ts'

/** A chat of an app and who asked for something there, by the platform's own ids. */
export interface ChatOrigin {
  readonly channel: string
  readonly account: string
  readonly chatKind: 'direct' | 'group'
  readonly chatId: string
  readonly threadId: string | null
  readonly senderId: string
}

/**
 * Every message that came in, stored before anything is acknowledged. Both unique keys refuse a
 * repeat: platforms redeliver the same event, and the same message under a new event id.
 */
export const inbox = sqliteTable(
  'inbox',
  {
    id: text().primaryKey(),
    channel: text().notNull(),
    account: text().notNull(),
    eventId: text('event_id').notNull(),
    chatId: text('chat_id').notNull(),
    chatKind: text('chat_kind', { enum: ['direct', 'group'] }).notNull(),
    /** The topic of the chat, where it has topics. */
    threadId: text('thread_id'),
    externalMessageId: text('external_message_id').notNull(),
    senderId: text('sender_id').notNull(),
    /** For show only: identity is `senderId`. */
    senderName: text('sender_name').notNull(),
    /** Emptied when nothing needs it any more; the row itself stays as a tombstone against repeats. */
    text: text().notNull(),
    /** The platform's id of the pictures that were sent as one. */
    albumId: text('album_id'),
    /** Where it was asked for, where that was in an app: of jobs and of tasks between conversations. */
    origin: text({ mode: 'json' }).$type<ChatOrigin>(),
    state: text({ enum: ['received', 'running', 'replied', 'silent', 'failed'] }).notNull(),
    /** Why a silent row is silent, or what failed. */
    reason: text(),
    runId: text('run_id'),
    /** The answer that the sender of a chat message got, repeated for the same idempotency key. */
    disposition: text({ enum: ['started', 'queued', 'steered'] }),
    /** When it was written, by the platform's clock, where that is known. */
    sentAt: integer('sent_at'),
    receivedAt: integer('received_at').notNull(),
    settledAt: integer('settled_at'),
  },
  (table) => [
    uniqueIndex('inbox_event').on(table.channel, table.account, table.eventId),
    uniqueIndex('inbox_message').on(table.channel, table.account, table.chatId, table.externalMessageId),
    index('inbox_state').on(table.state),
    index('inbox_run').on(table.runId),
    index('inbox_settled').on(table.settledAt),
    index('inbox_chat').on(table.channel, table.account, table.chatId, table.receivedAt),
  ],
)

/** When each channel account was last known to hear its platform, and what it may have missed. */
export const channelHearings = sqliteTable('channel_hearings', {
  /** `<channel>:<account>` */
  id: text().primaryKey(),
  heardAt: integer('heard_at').notNull(),
  /** Messages written in this time may never have come: the platform kept them no longer. */
  missedFrom: integer('missed_from'),
  missedUntil: integer('missed_until'),
})

/** Answers on their way to a platform. Written in the transaction that ends the run. */
export const outbox = sqliteTable(
  'outbox',
  {
    id: text().primaryKey(),
    runId: text('run_id').notNull(),
    part: integer().notNull(),
    channel: text().notNull(),
    account: text().notNull(),
    chatId: text('chat_id').notNull(),
    threadId: text('thread_id'),
    text: text().notNull(),
    /** Rows of labels with what comes back with a press. */
    buttons: text({ mode: 'json' }).$type<{ label: string; actionId: string }[][]>(),
    /** The message of ours that becomes this one: doing it again does no harm. */
    replaces: text(),
    /** The file that goes with it. */
    mediaId: text('media_id'),
    /** `held`: it waited when the database was restored from a backup, and may have been sent since. */
    state: text({
      enum: ['pending', 'sending', 'sent', 'uncertain', 'failed', 'held', 'dismissed'],
    }).notNull(),
    attempts: integer().notNull().default(0),
    externalMessageId: text('external_message_id'),
    lastError: text('last_error'),
    nextAttemptAt: integer('next_attempt_at').notNull(),
    createdAt: integer('created_at').notNull(),
    sentAt: integer('sent_at'),
  },
  (table) => [
    uniqueIndex('outbox_part').on(table.runId, table.part),
    index('outbox_state').on(table.state, table.nextAttemptAt),
  ],
)

/** The message in a chat that shows an answer in the making. It becomes the first part of the answer. */
export const previews = sqliteTable('previews', {
  runId: text('run_id')
    .primaryKey()
    .references(() => runs.id, { onDelete: 'cascade' }),
  /** The platform's. */
  messageId: text('message_id').notNull(),
  createdAt: integer('created_at').notNull(),
})
