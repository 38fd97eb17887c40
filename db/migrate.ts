import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { AppError } from '#protocol/errors.ts'
import { syncFile } from './backup.ts'
import type { DatabaseHandle } from './client.ts'

const journalFile = z.object({ entries: z.array(z.object({ idx: z.number().int(), tag: z.string() })) })

interface Migration {
  readonly tag: string
  readonly sql: string
  readonly hash: string
}

/**
 * Brings the database to this version's schema: each migration of `folder` (written by drizzle-kit) in
 * its own transaction, after a snapshot of a database that holds something; all of them in one where it
 * holds nothing yet. Idempotent. Throws
 * `state_corrupt` where the database is newer than this version or was made by other migrations.
 */
export function migrateDatabase(handle: DatabaseHandle, folder: string): void {
  const { raw } = handle
  raw.exec(
    'create table if not exists schema_migrations (position integer primary key, tag text not null, hash text not null)',
  )
  const known = readMigrations(folder)
  const applied = raw.prepare('select tag, hash from schema_migrations order by position').all() as {
    tag: string
    hash: string
  }[]
  refuseStrangers(raw.name, known, applied)
  const pending = known.slice(applied.length)
  const first = pending[0]
  if (!first) return
  if (applied.length > 0) takeSnapshot(handle, first.tag)

  // Rebuilding a table needs foreign keys off, and the pragma does nothing inside a transaction.
  raw.pragma('foreign_keys = OFF')
  try {
    const applyAll = () => {
      for (const [index, migration] of pending.entries()) apply(handle, migration, applied.length + index)
    }
    // Each transaction waits for the disk: a new database, which has nothing to lose, does so once.
    if (applied.length === 0) raw.transaction(applyAll).immediate()
    else applyAll()
  } finally {
    raw.pragma('foreign_keys = ON')
  }
}

function readMigrations(folder: string): Migration[] {
  const journal = journalFile.parse(JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')))
  return journal.entries
    .toSorted((a, b) => a.idx - b.idx)
    .map(({ tag }) => {
      const sql = readFileSync(join(folder, `${tag}.sql`), 'utf8')
      return { tag, sql, hash: createHash('sha256').update(sql).digest('hex') }
    })
}

function refuseStrangers(
  file: string,
  known: readonly Migration[],
  applied: readonly { tag: string; hash: string }[],
): void {
  if (applied.length > known.length) {
    throw new AppError(
      'state_corrupt',
      `The database ${file} was made by a newer OpenClaw. It was left as it is. Update OpenClaw, or set OPENCLAW_HOME to another folder.`,
    )
  }
  const other = applied.find((row, index) => row.hash !== known[index]?.hash)
  if (other) {
    throw new AppError(
      'state_corrupt',
      `The database ${file} was made by another build of OpenClaw (migration ${other.tag} differs). It was left as it is. Use that build, or set OPENCLAW_HOME to another folder.`,
    )
  }
}

/** Nothing has its name before it is whole and on the disk: half a one would count as taken. */
function takeSnapshot({ raw }: DatabaseHandle, tag: string): void {
  const folder = join(dirname(raw.name), 'backups')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `before-${tag}.db`)
  if (existsSync(file)) return
  const part = `${file}.part`
  rmSync(part, { force: true })
  raw.prepare('vacuum into ?').run(part)
  chmodSync(part, 0o600)
  syncFile(part)
  renameSync(part, file)
}

function apply({ raw }: DatabaseHandle, migration: Migration, position: number): void {
  raw
    .transaction(() => {
      for (const statement of migration.sql.split('--> statement-breakpoint')) {
        if (statement.trim()) raw.exec(statement)
      }
      const broken = raw.pragma('foreign_key_check') as unknown[]
      if (broken.length > 0) {
        throw new AppError(
          'state_corrupt',
          `Migration ${migration.tag} of ${raw.name} would leave ${broken.length} broken references. Nothing was changed.`,
        )
      }
      raw
        .prepare('insert into schema_migrations (position, tag, hash) values (?, ?, ?)')
        .run(position, migration.tag, migration.hash)
    })
    .immediate()
}
