import { type Column, getTableColumns, type SQL, sql, type Table } from 'drizzle-orm'
import type { Db } from './client.ts'

/**
 * A query that is built once for each connection: for small queries building the text costs more than
 * running it. What differs from one run to the next stands in it as `given`.
 */
export function prepared<Query>(build: (db: Db) => Query): (db: Db) => Query {
  const built = new WeakMap<object, Query>()
  return (db) => {
    const connection = connectionOf(db)
    const known = built.get(connection)
    if (known !== undefined) return known
    const query = build(db)
    built.set(connection, query)
    return query
  }
}

/** A value that is named when the query runs. `as`: the column that it goes into, where that one converts; null stays null. */
export function given(name: string, as?: Column): SQL {
  const place = sql.placeholder(name)
  if (!as) return sql`${place}`
  const encoder = {
    mapToDriverValue: (value: unknown) => (value == null ? null : as.mapToDriverValue(value)),
  }
  return sql`${sql.param(place, encoder)}`
}

/** Each of these columns as a value that is named like it when the query runs. */
export function givenColumns<T extends Table, Name extends keyof T['_']['columns'] & string>(
  table: T,
  names: readonly Name[],
): Record<Name, SQL> {
  const columns = getTableColumns(table)
  return Object.fromEntries(names.map((name) => [name, given(name, columns[name])])) as Record<Name, SQL>
}

/** A database and its transactions have one session; the types of drizzle keep it to themselves. */
const connectionOf = (db: Db): object => (db as unknown as { session: object }).session
