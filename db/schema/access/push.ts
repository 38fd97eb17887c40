import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { credentials } from './credentials.ts'

/** Where a browser that is let in gets its notices: one address each, at its vendor's push service. */
export const pushSubscriptions = sqliteTable('push_subscriptions', {
  credentialId: text('credential_id')
    .primaryKey()
    .references(() => credentials.id, { onDelete: 'cascade' }),
  endpoint: text().notNull().unique(),
  p256dh: text().notNull(),
  auth: text().notNull(),
  createdAt: integer('created_at').notNull(),
})
