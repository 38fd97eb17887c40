import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { AppError } from '#protocol/errors.ts'
import { ofGit, type Place } from '../paths.ts'
import { belongsToGit } from './git-folder.ts'

/**
 * Writes a new file beside the old one and renames it over: a reader sees the old or the new content,
 * and whatever takes the name in between (a link, a FIFO) is replaced, never written through.
 */
export function replaceFile(place: Place, bytes: Buffer, mode = 0o666): void {
  const { folder, name, target, shown } = place
  if (belongsToGit(place, bytes)) throw ofGit(shown)
  checkReplaceable(target, shown, name)
  const draft = `${folder.path}/.openclaw-${randomBytes(6).toString('hex')}.tmp`
  const flags =
    fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_WRONLY | (fs.constants.O_NOFOLLOW ?? 0)
  const descriptor = fs.openSync(draft, flags, mode)
  try {
    try {
      fs.writeFileSync(descriptor, bytes)
      if (target) keepOwner(descriptor, target.stats)
      fs.fsyncSync(descriptor)
    } finally {
      fs.closeSync(descriptor)
    }
    fs.renameSync(draft, `${folder.path}/${name}`)
  } catch (error) {
    fs.rmSync(draft, { force: true })
    throw error
  }
}

function checkReplaceable(target: Place['target'], shown: string, name: string): void {
  if (name === '' || target?.stats.isDirectory()) {
    throw new AppError('bad_request', `${shown} is a folder, not a file.`)
  }
  if (!target) return
  if (!target.stats.isFile()) throw new AppError('path_denied', `${shown} is not a regular file.`)
  if (target.stats.nlink > 1) {
    throw new AppError(
      'path_denied',
      `${shown} has several names (hard links), so it may not be changed here.`,
    )
  }
  fs.accessSync(target.path, fs.constants.W_OK)
}

function keepOwner(descriptor: number, stats: fs.Stats): void {
  if (process.getuid?.() === 0) fs.fchownSync(descriptor, stats.uid, stats.gid)
  fs.fchmodSync(descriptor, stats.mode & 0o777)
}
