import { eq } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { channelHearings } from '../../schema/inbox.ts'

interface Account {
  readonly channel: string
  readonly account: string
}

/** A time from which messages may never have come. Unix milliseconds. */
export interface Missed {
  readonly from: number
  readonly until: number
}

export interface Hearing {
  /** When the account was last known to hear its platform, in Unix milliseconds; a minute of that may be missing. */
  readonly heardAt: number
  /** The last such time, or null. */
  readonly missed: Missed | null
}

/** What is known of an account, or undefined before it heard its platform for the first time. */
export function findHearing(db: Db, at: Account): Hearing | undefined {
  const row = db
    .select()
    .from(channelHearings)
    .where(eq(channelHearings.id, idOf(at)))
    .get()
  if (!row) return undefined
  const { heardAt, missedFrom: from, missedUntil: until } = row
  return { heardAt, missed: from === null || until === null ? null : { from, until } }
}

/** The account hears its platform at `heardAt`. Without `missed` the one that is known stays. Idempotent. */
export function saveHearing(
  db: Db,
  at: Account,
  { heardAt, missed }: Partial<Hearing> & { heardAt: number },
): void {
  const fields = { heardAt, ...(missed ? { missedFrom: missed.from, missedUntil: missed.until } : {}) }
  db.insert(channelHearings)
    .values({ id: idOf(at), ...fields })
    .onConflictDoUpdate({ target: channelHearings.id, set: fields })
    .run()
}

/** The account is gone; a later one of the same name begins anew. */
export function deleteHearing(db: Db, at: Account): void {
  db.delete(channelHearings)
    .where(eq(channelHearings.id, idOf(at)))
    .run()
}

const idOf = ({ channel, account }: Account): string => `${channel}:${account}`
