import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core'
import { AppError } from '#protocol/errors.ts'
import * as schema from './schema/index.ts'
import { cacheStatements } from './statement-cache.ts'

/** The database or a transaction of it: every query takes either. */
export type Db = BaseSQLiteDatabase<'sync', Database.RunResult, typeof schema>

export interface DatabaseHandle {
  readonly db: Db
  readonly raw: Database.Database
  /** Checkpoints and closes; a second call does nothing. */
  close(): void
}

/** "OCLW": marks the file as ours, so that another program's database is never written to. */
export const APPLICATION_ID = 0x4f434c57
/** First SQLite without the WAL-reset corruption (https://www.sqlite.org/wal.html, "The WAL-reset bug"). */
const OLDEST_SQLITE = [3, 51, 3] as const

/** What every connection must run with. better-sqlite3 is built with synchronous NORMAL under WAL: FULL is set here. */
const PRAGMAS: ReadonlyArray<readonly [name: string, value: string | number, readBack: string | number]> = [
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['busy_timeout', 5000, 5000],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['mmap_size', 0, 0],
  ['journal_size_limit', 64 * 1024 * 1024, 64 * 1024 * 1024],
]

/**
 * Opens the state database, creating it (mode 0600) where it does not exist; the folder must exist.
 * After an unclean stop, or where `check` asks for it, the whole file is checked first. Throws `state_corrupt` for a damaged file or
 * one of another program, `state_unwritable` where it cannot be opened; the file is never deleted.
 */
export function openDatabase(file: string, options: { check?: boolean } = {}): DatabaseHandle {
  const uncleanStop = existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0
  let raw: Database.Database | undefined
  try {
    closeSync(openSync(file, 'a', 0o600))
    raw = new Database(file, { timeout: 5000 })
    requireVersion(raw)
    claimFile(raw, file)
    applyPragmas(raw)
    restrictAccess(file)
    if (uncleanStop || options.check) checkFile(raw, file)
  } catch (cause) {
    raw?.close()
    throw explainFailure(file, cause)
  }
  const open = raw
  return { db: drizzle(cacheStatements(open), { schema }), raw: open, close: () => void open.close() }
}

function requireVersion(raw: Database.Database): void {
  const version = String(raw.prepare('select sqlite_version()').pluck().get())
  const numbers = version.split('.').map(Number)
  const firstDifference = OLDEST_SQLITE.findIndex((oldest, index) => numbers[index] !== oldest)
  const isOlder =
    firstDifference >= 0 && (numbers[firstDifference] ?? 0) < (OLDEST_SQLITE[firstDifference] ?? 0)
  if (isOlder) {
    throw new AppError(
      'internal',
      `SQLite ${version} can damage its files; at least ${OLDEST_SQLITE.join('.')} is needed. Run npm ci again.`,
    )
  }
}

function claimFile(raw: Database.Database, file: string): void {
  const applicationId = raw.pragma('application_id', { simple: true })
  if (applicationId === APPLICATION_ID) return
  const tables = raw.prepare('select count(*) from sqlite_master').pluck().get()
  if (applicationId !== 0 || tables !== 0) {
    throw new AppError(
      'state_corrupt',
      `${file} is a database of another program. It was left as it is. Move it away, or set OPENCLAW_HOME to another folder.`,
    )
  }
  raw.pragma(`application_id = ${APPLICATION_ID}`)
}

function applyPragmas(raw: Database.Database): void {
  for (const [name, value, readBack] of PRAGMAS) {
    raw.pragma(`${name} = ${value}`)
    const found = raw.pragma(name, { simple: true })
    if (found !== readBack) {
      throw new AppError(
        'state_unwritable',
        `SQLite did not accept ${name} = ${value} (it stays ${String(found)}). Network and synchronised folders cannot hold the state.`,
      )
    }
  }
}

/** Also where a restored copy came with wider rights; SQLite gave them on to the files beside it. */
function restrictAccess(file: string): void {
  for (const name of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(name)) chmodSync(name, 0o600)
}

function checkFile(raw: Database.Database, file: string): void {
  const answer = raw.pragma('quick_check(1)', { simple: true })
  if (answer !== 'ok') throw corrupt(file, answer)
}

function explainFailure(file: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return corrupt(file, cause)
  return new AppError(
    'state_unwritable',
    `The database ${file} cannot be opened (${code || 'unknown reason'}). Check that its folder exists, belongs to you and has free space.`,
    { cause },
  )
}

function corrupt(file: string, cause: unknown): AppError {
  return new AppError(
    'state_corrupt',
    `The database ${file} is damaged. It was left as it is. Move it away and put a backup in its place, then start again.`,
    { cause },
  )
}
