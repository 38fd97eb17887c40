import { and, inArray, isNotNull, lt, ne, or, sql } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { inbox, outbox } from '../../schema/inbox.ts'

/** Empties the texts of messages that were settled before `before` (Unix milliseconds). Returns how many. */
export function emptySettledMessages(db: Db, before: number, limit: number): number {
  const holdsText = or(ne(inbox.text, ''), ne(inbox.senderName, ''))
  const due = db
    .select({ id: inbox.id })
    .from(inbox)
    .where(and(isNotNull(inbox.settledAt), lt(inbox.settledAt, before), holdsText))
    .limit(limit)
  return db.update(inbox).set({ text: '', senderName: '' }).where(inArray(inbox.id, due)).run().changes
}

/** Deletes the dedupe keys of messages that were settled before `before`. Returns how many. */
export function deleteTombstones(db: Db, before: number, limit: number): number {
  const due = db
    .select({ id: inbox.id })
    .from(inbox)
    .where(and(isNotNull(inbox.settledAt), lt(inbox.settledAt, before)))
    .limit(limit)
  return db.delete(inbox).where(inArray(inbox.id, due)).run().changes
}

/** Deletes what was sent, or let be, before `before`; what waits or is in trouble stays. Returns how many. */
export function deleteSentMessages(db: Db, before: number, limit: number): number {
  const done = inArray(outbox.state, ['sent', 'dismissed'])
  const due = db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(done, lt(sql`coalesce(${outbox.sentAt}, ${outbox.createdAt})`, before)))
    .limit(limit)
  return db.delete(outbox).where(inArray(outbox.id, due)).run().changes
}
