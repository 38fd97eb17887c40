import { AppError } from '#protocol/errors.ts'

/**
 * What a failed write means for whoever asked for it: `state_unwritable` where the disk is full, broken
 * or read-only (the transaction was rolled back; the same request can succeed later), `state_corrupt`
 * where the file is damaged. Anything else comes back as it was.
 */
export function explainWriteError(cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (/^SQLITE_(FULL|IOERR|READONLY|BUSY|CANTOPEN)/.test(code)) {
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
