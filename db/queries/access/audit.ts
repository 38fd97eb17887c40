import { createHash } from 'node:crypto'
import { and, asc, desc, eq, gt, gte, lt, sql } from 'drizzle-orm'
import type { AuditEntry, AuditOutcome } from '#protocol/access/audit.ts'
import type { Db } from '../../client.ts'
import { auditEntries } from '../../schema/access/credentials.ts'

/**
 * Adds one line to the audit log, chained to the line before. `at` is in Unix milliseconds. There is no
 * query that changes or deletes one, and triggers refuse both.
 */
export function createAuditEntry(db: Db, entry: Omit<AuditEntry, 'id'>): void {
  db.transaction(
    (tx) => {
      const before = findLastHash(tx)
      tx.insert(auditEntries)
        .values({ ...entry, hash: hashEntry(before, entry) })
        .run()
    },
    { behavior: 'immediate' },
  )
}

/** Which lines; `before` is the id of the oldest line that the caller has. */
export interface AuditQuery {
  limit: number
  before?: number | undefined
  action?: string | undefined
  /** With or without the kind in front: `browser:<id>` or `<id>`. */
  actor?: string | undefined
  outcome?: AuditOutcome | undefined
  /** Not before this time, and before that one, in Unix milliseconds. */
  from?: number | undefined
  until?: number | undefined
}

/** The newest lines first, at most `limit`; `before` is the id of the oldest line that the caller has. */
export function listAuditEntries(db: Db, query: AuditQuery): AuditEntry[] {
  const { limit, before, action, actor, outcome, from, until } = query
  return db
    .select(SHOWN)
    .from(auditEntries)
    .where(
      and(
        before === undefined ? undefined : lt(auditEntries.id, before),
        action === undefined ? undefined : eq(auditEntries.action, action),
        outcome === undefined ? undefined : eq(auditEntries.outcome, outcome),
        from === undefined ? undefined : gte(auditEntries.at, from),
        until === undefined ? undefined : lt(auditEntries.at, until),
        actor === undefined
          ? undefined
          : sql`${actor} in (${auditEntries.actor}, substr(${auditEntries.actor}, instr(${auditEntries.actor}, ':') + 1))`,
      ),
    )
    .orderBy(desc(auditEntries.id))
    .limit(limit)
    .all()
}

/** The actions that there are lines of, by name. */
export function listAuditActions(db: Db): string[] {
  const rows = db.selectDistinct({ action: auditEntries.action }).from(auditEntries).all()
  return rows.map(({ action }) => action).sort()
}

/** How far a check of the chain came: the last line that was looked at, and its hash. */
export interface ChainPosition {
  readonly id: number
  readonly hash: string
}

export const CHAIN_START: ChainPosition = { id: 0, hash: '' }

/**
 * Checks the next `limit` lines of the chain. `broken`: a line was changed, taken out of the middle or
 * off the end; `checked`: everything is as it was written. Lines of versions before the chain count as
 * they stand, but only at the beginning.
 */
export function checkAuditChain(
  db: Db,
  from: ChainPosition,
  limit: number,
): { state: 'broken' | 'checked' | 'more'; position: ChainPosition } {
  const rows = db
    .select()
    .from(auditEntries)
    .where(gt(auditEntries.id, from.id))
    .orderBy(asc(auditEntries.id))
    .limit(limit)
    .all()
  let position = from
  for (const { id, hash, ...entry } of rows) {
    const isBeforeTheChain = hash === '' && position.hash === ''
    if (!isBeforeTheChain && hash !== hashEntry(position.hash, entry)) return { state: 'broken', position }
    position = { id, hash }
  }
  if (rows.length === limit) return { state: 'more', position }
  return { state: position.id === findLastId(db) ? 'checked' : 'broken', position }
}

const SHOWN = {
  id: auditEntries.id,
  at: auditEntries.at,
  actor: auditEntries.actor,
  action: auditEntries.action,
  outcome: auditEntries.outcome,
  rule: auditEntries.rule,
  detail: auditEntries.detail,
}

const findLastHash = (db: Db): string =>
  db.select({ hash: auditEntries.hash }).from(auditEntries).orderBy(desc(auditEntries.id)).limit(1).get()
    ?.hash ?? ''

/** SQLite remembers the highest id that it ever gave, so that a log cut off at its end is noticed. */
const findLastId = (db: Db): number =>
  db.get<{ seq: number } | undefined>(sql`select seq from sqlite_sequence where name = 'audit_entries'`)
    ?.seq ?? 0

function hashEntry(before: string, entry: Omit<AuditEntry, 'id'>): string {
  const { at, actor, action, outcome, rule, detail } = entry
  const text = JSON.stringify([before, at, actor, action, outcome, rule, detail])
  return createHash('sha256').update(text).digest('hex')
}
