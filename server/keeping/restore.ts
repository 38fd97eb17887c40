import { chmodSync, existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join, sep } from 'node:path'
import { copyDatabase, keepShutOut } from '#db/backup.ts'
import { openDatabase } from '#db/client.ts'
import type { Home } from '#protocol/config/home.ts'
import { AppError } from '#protocol/errors.ts'

export interface RestoreOutcome {
  /** The backup that is the database now. */
  readonly restored: string
  /** Where the database of before was put, or null where there was none. */
  readonly kept: string | null
  readonly sessions: number
  readonly messages: number
  /** How many devices, tokens, people, groups and permissions that ended since then stay out; null where that is not known. */
  readonly shutOut: number | null
}

/**
 * Puts a backup (a name in the backups folder, or a path) in the place of the database. Call only while
 * this process holds the gateway's lock. The backup is copied and checked first; the present database is
 * renamed, never deleted; at no moment is there no database. Whoever was shut out since the backup was made stays out. Throws `not_found` or `state_corrupt`, and
 * then nothing has changed.
 */
export async function restoreBackup(home: Home, source: string, now: number): Promise<RestoreOutcome> {
  const file = findSource(home, source)
  const fresh = `${home.database}.restoring`
  rmSync(fresh, { force: true })
  const contents = await copyDatabase({ from: file, to: fresh })
  const isReplaced = existsSync(home.database)
  const shutOut = isReplaced ? keepShutOut({ file: fresh, present: home.database, at: now }) : null
  const kept = keepPresent(home.database, now)
  renameSync(fresh, home.database)
  chmodSync(home.database, 0o600)
  return { restored: file, kept, ...contents, shutOut }
}

function findSource(home: Home, source: string): string {
  const isName = !source.includes(sep) && !source.includes('/')
  const named = join(home.state, 'backups', source)
  if (isName && existsSync(named)) return named
  if (existsSync(source)) return source
  throw new AppError(
    'not_found',
    `There is no backup ${source}, neither in ${join(home.state, 'backups')} nor as a file.`,
  )
}

/** The write-ahead log must never meet another database: it goes first, or into its own by a clean close. */
function keepPresent(database: string, now: number): string | null {
  if (!existsSync(database)) {
    mkdirSync(join(database, '..'), { recursive: true, mode: 0o700 })
    return null
  }
  const stamp = new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  const kept = `${database}.before-restore-${stamp}`
  try {
    openDatabase(database).close()
  } catch {
    // Damaged, which may be why it is replaced: kept as it is, its log beside it.
  }
  for (const ending of ['-wal', '-shm']) {
    if (existsSync(database + ending)) renameSync(database + ending, kept + ending)
  }
  linkSync(database, kept)
  return kept
}
