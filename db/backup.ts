import { chmodSync, closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { AppError } from '#protocol/errors.ts'
import { APPLICATION_ID, openDatabase } from './client.ts'
import { markRestored } from './queries/keeping/facts.ts'
import { applyShutOuts } from './queries/keeping/shut-outs.ts'
import { openReader } from './reader.ts'

/** What a verified copy holds. */
export interface BackupContents {
  readonly sessions: number
  readonly messages: number
}

/**
 * Copies the database `from`, in use or not, into the new file `to` (0600) as one consistent state, and
 * checks the copy. The copy knows that it is one: whoever puts it in the place of the database, by
 * whatever means, gets a gateway that sends nothing again by itself. Throws `state_corrupt` where the copy
 * does not pass; then nothing is left of it.
 */
export async function copyDatabase(copy: { from: string; to: string }): Promise<BackupContents> {
  const { from, to } = copy
  try {
    const source = openReader(from)
    try {
      closeSync(openSync(to, 'wx', 0o600))
      // All pages in one step: readers hold no one up, and a copy in steps begins again at each write.
      await source.raw.backup(to, { progress: () => 0x7fff_ffff })
    } finally {
      source.close()
    }
    markAsCopy(to)
    const contents = verifyBackup(to)
    syncFile(to)
    return contents
  } catch (cause) {
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(to + ending, { force: true })
    throw cause
  }
}

/**
 * Keeps out of a copy whoever was shut out in the database `present` since the copy was made. Returns how many that
 * were; null where `present` can't be read or is of another history. Nobody else may have it open.
 */
export function keepShutOut(copy: { file: string; present: string; at: number }): number | null {
  const handle = openDatabase(copy.file)
  try {
    handle.raw.prepare('attach database ? as earlier').run(copy.present)
    return applyShutOuts(handle.db, copy.at) ?? null
  } catch {
    return null // damaged, or of a version with other tables
  } finally {
    detach(handle)
    handle.raw.pragma('journal_mode = DELETE')
    handle.close()
  }
}

function detach({ raw }: ReturnType<typeof openDatabase>): void {
  try {
    raw.exec('detach database earlier')
  } catch {
    // It could not even be attached.
  }
}

/** Leaves a single file without a write-ahead log beside it. */
function markAsCopy(file: string): void {
  const handle = openDatabase(file)
  try {
    markRestored(handle.db, true)
    handle.raw.pragma('journal_mode = DELETE')
  } finally {
    handle.close()
  }
  chmodSync(file, 0o600)
}

/**
 * Opens a copy for reading only, checks every page and index of it and counts what it holds. Throws
 * `state_corrupt` where it is damaged or no database of OpenClaw, `state_unwritable` where that could not be seen.
 */
export function verifyBackup(file: string): BackupContents {
  try {
    const { db, raw, close } = openReader(file)
    try {
      if (raw.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
        throw new AppError('state_corrupt', `${file} is not a database of OpenClaw.`)
      }
      const verdict = raw.pragma('integrity_check(1)', { simple: true })
      if (verdict !== 'ok') throw damaged(file, verdict)
      const broken = raw.pragma('foreign_key_check') as unknown[]
      if (broken.length > 0) throw damaged(file, broken[0])
      const count = (table: string): number =>
        db.get<{ total: number }>(sql`select count(*) as total from ${sql.identifier(table)}`).total
      return { sessions: count('sessions'), messages: count('messages') }
    } finally {
      close()
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    if (!(cause instanceof Database.SqliteError)) throw cause
    throw NOT_LOOKED_INTO.test(cause.code) ? notLookedInto(file, cause) : damaged(file, cause)
  }
}

/** What says nothing of the pages: even who only reads needs a file for the others, and space for it. */
const NOT_LOOKED_INTO = /^SQLITE_(FULL|READONLY|CANTOPEN|BUSY|PERM|IOERR_(SHM|WRITE|ACCESS|LOCK))/

const notLookedInto = (file: string, cause: { code: string }): AppError =>
  new AppError('state_unwritable', `${file} could not be looked into (${cause.code}).`, { cause })

const damaged = (file: string, cause: unknown): AppError =>
  new AppError('state_corrupt', `${file} is damaged and was not used.`, { cause })

/** Returns when the file is on the disk. */
export function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
