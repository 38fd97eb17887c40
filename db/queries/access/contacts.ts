import { and, asc, eq } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { allowedGroups, contacts } from '../../schema/access/contacts.ts'

export type Contact = typeof contacts.$inferSelect
export type AllowedGroup = typeof allowedGroups.$inferSelect

/** Lets somebody in, or changes as what. Idempotent. `createdAt` (Unix milliseconds) stays the first one. */
export function saveContact(db: Db, contact: Contact): void {
  const { kind, name } = contact
  db.insert(contacts)
    .values(contact)
    .onConflictDoUpdate({
      target: [contacts.channel, contacts.account, contacts.senderId],
      set: { kind, name },
    })
    .run()
}

/** Who this sender is to the owner, or undefined: nobody. */
export function findContact(
  db: Db,
  sender: { channel: string; account: string; senderId: string },
): Contact | undefined {
  return db.select().from(contacts).where(isSender(sender)).get()
}

/** Everybody whom the owner let in, and the owner's own accounts, by the time they were let in. */
export function listContacts(db: Db): Contact[] {
  return db.select().from(contacts).orderBy(asc(contacts.createdAt), asc(contacts.senderId)).all()
}

/** Shuts somebody out again; false where nobody of that id was let in. Idempotent. */
export function deleteContact(
  db: Db,
  sender: { channel: string; account: string; senderId: string },
): boolean {
  return db.delete(contacts).where(isSender(sender)).run().changes > 0
}

/** Lets the assistant answer in a group. Idempotent. */
export function saveAllowedGroup(db: Db, group: AllowedGroup): void {
  db.insert(allowedGroups)
    .values(group)
    .onConflictDoUpdate({
      target: [allowedGroups.channel, allowedGroups.account, allowedGroups.chatId],
      set: { name: group.name },
    })
    .run()
}

/** The groups in which the assistant may answer, by the time they were allowed. */
export function listAllowedGroups(db: Db): AllowedGroup[] {
  return db
    .select()
    .from(allowedGroups)
    .orderBy(asc(allowedGroups.createdAt), asc(allowedGroups.chatId))
    .all()
}

/** The assistant answers in this group no more; false where it was not allowed to. Idempotent. */
export function deleteAllowedGroup(
  db: Db,
  group: { channel: string; account: string; chatId: string },
): boolean {
  return db.delete(allowedGroups).where(isGroup(group)).run().changes > 0
}

/** Whether the owner lets the assistant answer in this group. */
export function isGroupAllowed(db: Db, group: { channel: string; account: string; chatId: string }): boolean {
  const found = db.select({ name: allowedGroups.name }).from(allowedGroups).where(isGroup(group)).get()
  return found !== undefined
}

const isSender = (sender: { channel: string; account: string; senderId: string }) =>
  and(
    eq(contacts.channel, sender.channel),
    eq(contacts.account, sender.account),
    eq(contacts.senderId, sender.senderId),
  )

const isGroup = (group: { channel: string; account: string; chatId: string }) =>
  and(
    eq(allowedGroups.channel, group.channel),
    eq(allowedGroups.account, group.account),
    eq(allowedGroups.chatId, group.chatId),
  )
