import { chmodSync, closeSync, existsSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'

/**
 * Takes an exclusive lock that the operating system frees when the process ends, however it ends.
 * Returns undefined where another process holds it. The file is an empty SQLite database; nobody may
 * open it by other means in this process, since closing it would drop the lock.
 */
export function holdFileLock(file: string): { release(): void } | undefined {
  if (!existsSync(file)) {
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
  }
  const database = new Database(file, { timeout: 0 })
  try {
    database.pragma('journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined
    throw error
  }
  // The listener also keeps the database from being collected, which would close it and drop the lock.
  const release = (): void => void database.close()
  process.once('exit', release)
  return {
    release() {
      process.off('exit', release)
      release()
    },
  }
}
