import type Database from 'better-sqlite3'

/** More different statements than the gateway has; the oldest goes first where there are more. */
const KEPT = 500

/**
 * The same connection, preparing each statement once: for small queries preparing costs more than
 * running. Only for drizzle, which sets nothing on a statement but `raw()`; that is taken back here.
 */
export function cacheStatements(raw: Database.Database): Database.Database {
  const statements = new Map<string, Database.Statement>()

  function prepare(source: string): Database.Statement {
    const kept = statements.get(source)
    if (kept && !kept.busy) {
      if (kept.reader) kept.raw(false)
      return kept
    }
    const statement = raw.prepare(source)
    if (statements.size >= KEPT) statements.delete(statements.keys().next().value ?? '')
    statements.set(source, statement)
    return statement
  }

  return Object.create(raw, { prepare: { value: prepare } })
}
