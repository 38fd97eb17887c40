import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { DatabaseHandle } from './client.ts'
import * as schema from './schema/index.ts'

/** Opens a database that exists, for reading only: beside the gateway's own connection, or a backup. */
export function openReader(file: string): DatabaseHandle {
  const raw = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
  raw.pragma('query_only = ON')
  raw.pragma('trusted_schema = OFF')
  return { db: drizzle(raw, { schema }), raw, close: () => void raw.close() }
}
