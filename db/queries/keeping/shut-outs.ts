import { sql } from 'drizzle-orm'
import type { Db } from '../../client.ts'

/** Whether the attached database `earlier` goes on from this one: its audit log holds the last line of ours, if there is one. */
const IS_CONTINUED = sql`select 1 from main.audit_entries ours join earlier.audit_entries theirs
  on theirs.id = ours.id and theirs.hash = ours.hash
  where ours.hash <> '' and ours.id = (select max(id) from main.audit_entries)
  union select 1 where not exists (select 1 from main.audit_entries)`

/**
 * Takes out of a restored database whoever was shut out since its backup was made, as the attached database
 * `earlier` (the one that it replaces) knows: devices and tokens, people, groups, "always" answers, sign-in
 * links. Nobody gets more than he had. Returns how many; undefined where `earlier` is of another history. `at` is
 * in Unix milliseconds. Idempotent.
 */
export function applyShutOuts(db: Db, at: number): number | undefined {
  return db.transaction(
    (tx) => {
      if (tx.get(IS_CONTINUED) === undefined) return undefined
      const changes = [
        sql`update main.credentials set revoked_at = ${at} where revoked_at is null and not exists
          (select 1 from earlier.credentials e where e.id = credentials.id and e.revoked_at is null)`,
        sql`delete from main.contacts where not exists (select 1 from earlier.contacts e
          where (e.channel, e.account, e.sender_id) = (contacts.channel, contacts.account, contacts.sender_id))`,
        sql`update main.contacts set kind = 'guest' where kind = 'owner' and exists (select 1 from earlier.contacts e
          where (e.channel, e.account, e.sender_id) = (contacts.channel, contacts.account, contacts.sender_id)
          and e.kind = 'guest')`,
        sql`delete from main.allowed_groups where not exists (select 1 from earlier.allowed_groups e
          where (e.channel, e.account, e.chat_id) = (allowed_groups.channel, allowed_groups.account, allowed_groups.chat_id))`,
        sql`delete from main.exec_grants where not exists
          (select 1 from earlier.exec_grants e where e.id = exec_grants.id)`,
      ].reduce((sum, change) => sum + tx.run(change).changes, 0)
      tx.run(sql`update main.login_codes set used_at = ${at} where used_at is null`)
      return changes
    },
    { behavior: 'immediate' },
  )
}
