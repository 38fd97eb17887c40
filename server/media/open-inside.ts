import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import { AppError } from '#protocol/errors.ts'

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants

/**
 * Opens a file below a folder that tools write in, for reading. Every name on the way is opened below what was
 * opened before, and no link is followed, so that nothing outside can be reached, whatever is changed
 * meanwhile. Throws `path_denied` for what leads out, is a link or no file of its own, `not_found`.
 */
export async function openInside(folder: string, path: string): Promise<FileHandle> {
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  const last = names.pop()
  if (last === undefined || path.startsWith('/') || path.includes('\0') || [...names, last].includes('..')) {
    throw denied(path, 'is no file inside the workspace')
  }
  let at = await open(await realpath(folder), O_RDONLY | O_DIRECTORY)
  let place = folder
  try {
    for (const name of names) {
      const next = await openNext(below(at, place, name), O_DIRECTORY, path)
      place = `${place}/${name}`
      await at.close()
      at = next
    }
    return await requireFile(await openNext(below(at, place, last), O_NONBLOCK, path), path)
  } finally {
    await at.close()
  }
}

const below = (folder: FileHandle, place: string, name: string): string =>
  process.platform === 'linux' ? `/proc/self/fd/${folder.fd}/${name}` : `${place}/${name}`

async function openNext(place: string, flags: number, path: string): Promise<FileHandle> {
  try {
    return await open(place, O_RDONLY | O_NOFOLLOW | flags)
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw isMissing
      ? new AppError('not_found', `There is no file ${path.slice(0, 200)}.`, { cause })
      : denied(path, 'leads over a link, or over what is no folder', cause)
  }
}

/** A second name of a file could be one of a file that tools must not have. */
async function requireFile(file: FileHandle, path: string): Promise<FileHandle> {
  const stats = await file.stat()
  if (stats.isFile() && stats.nlink === 1) return file
  await file.close()
  throw denied(path, 'is not a regular file with one name')
}

const denied = (path: string, why: string, cause?: unknown): AppError =>
  new AppError('path_denied', `${path.slice(0, 200)} ${why}.`, { cause })
