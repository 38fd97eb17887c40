import { AppError } from '#protocol/errors.ts'

/**
 * What is said when SQLite undid a whole transaction because a write failed within it, and whoever asked
 * goes on as if it were still open (https://www.sqlite.org/lang_transaction.html, section 3).
 */
const UNDONE = /no such savepoint|no transaction is active/

/**
 * What a failed write means for whoever asked for it: `state_unwritable` where the disk is full, broken
 * or read-only (the transaction was rolled back; the same request can succeed later), `state_corrupt`
 * where the file is damaged. Anything else comes back as it was.
 */
export function explainWriteError(cause: unknown): unknown {
  const { code, message } = findRefusal(cause)
  const isUndone = code === 'SQLITE_ERROR' && UNDONE.test(message)
  if (isUndone || /^SQLITE_(FULL|IOERR|READONLY|BUSY|CANTOPEN)/.test(code)) {
    return new AppError(
      'state_unwritable',
      'OpenClaw could not write to its state, so nothing was changed. Check that the disk has free space, then try again.',
      { cause },
    )
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new AppError(
      'state_corrupt',
      "OpenClaw's database is damaged. Stop the gateway and put a backup in its place.",
      { cause },
    )
  }
  return cause
}

/**
 * Writes what nobody's rights depend on: a disk that takes nothing more must not keep its owner from seeing that it is
 * full. False where it was not written. Throws what is no failure of the disk.
 */
export function spareWrite(write: () => void): boolean {
  try {
    write()
    return true
  } catch (cause) {
    const error = explainWriteError(cause)
    if (error instanceof AppError && error.code === 'state_unwritable') return false
    throw error
  }
}

/** SQLite's own words, which drizzle wraps where it speaks of savepoints. */
function findRefusal(cause: unknown): { code: string; message: string } {
  if (!(cause instanceof Error)) return { code: '', message: '' }
  if ('code' in cause) return { code: String(cause.code), message: cause.message }
  return findRefusal(cause.cause)
}
