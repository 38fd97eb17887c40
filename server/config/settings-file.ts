import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { REMADE } from '#protocol/config/versions.ts'
import { AppError } from '#protocol/errors.ts'

/** The text of `openclaw.json`; an empty object where there is none. */
export function readSettings(file: string): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : REMADE
  return text === REMADE ? '{}\n' : text
}

/** Whether there is none, or only what a start has put in its place. Never throws. */
export function isMissing(file: string): boolean {
  try {
    return readFileSync(file, 'utf8') === REMADE
  } catch {
    return !existsSync(file)
  }
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** openclaw.json as it is read to be changed, and written. */
export interface SettingsFile {
  /** What it said last, where it is gone and that is still in force: the next change writes all of it anew. */
  read(): string
  /** Whether it is gone and said something that a start would miss. */
  isGone(): boolean
  /** Throws `state_unwritable`. */
  write(text: string): void
}

/** Whole or not at all, for its owner alone, and through links: a file that is kept elsewhere stays a link. */
export function writeSettings(file: string, text: string): void {
  try {
    const target = existsSync(file) ? realpathSync(file) : file
    const draft = `${target}.new`
    rmSync(draft, { force: true })
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true })
    renameSync(draft, target)
  } catch (cause) {
    throw unwritable(cause)
  }
}

function unwritable(cause: unknown): AppError {
  const message = 'openclaw.json could not be written, so nothing was changed.'
  return new AppError('state_unwritable', message, { cause })
}
