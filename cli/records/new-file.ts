import { constants, copyFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { CliError } from '../cli-error.ts'

const OWNER_ONLY = 0o600

/** Writes a file that is not there yet, for its owner alone. */
export const writeNewFile = (file: string, text: string): void =>
  explaining(file, () => writeFileSync(file, text, { mode: OWNER_ONLY, flag: 'wx' }))

/** The same with the bytes of another file, which is its owner's alone. */
export const copyToNewFile = (from: string, file: string): void =>
  explaining(file, () => copyFileSync(from, file, constants.COPYFILE_EXCL))

const REASONS: Readonly<Record<string, (file: string) => string>> = {
  EEXIST: (file) => `${file} exists; name a new file.`,
  EISDIR: (file) => `${file} is a folder; name a file in it.`,
  ENOENT: (file) => `There is no folder ${dirname(file)}; make it first, or name another place.`,
  ENOTDIR: (file) => `${dirname(file)} is not a folder; name another place.`,
  EACCES: (file) => `You may not write ${file}; name another place.`,
  EROFS: (file) => `${dirname(file)} can only be read; name another place.`,
  ENOSPC: (file) => `The disk is full: ${file} could not be written.`,
}

function explaining(file: string, write: () => void): void {
  try {
    write()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    throw new CliError(REASONS[code]?.(file) ?? `${file} could not be written (${code}).`, { cause })
  }
}
