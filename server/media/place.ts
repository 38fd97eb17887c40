import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, realpath, rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError } from '#protocol/errors.ts'

/** The folder of a workspace with the files that came with messages. */
const ATTACHMENTS_FOLDER = 'attachments'

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants
/** So many files of one name may lie beside one another. */
const NAME_TRIES = 1_000

/** A kept file: where its bytes lie, its clean name, and the SHA-256 of the bytes in hex. */
export interface KeptFile {
  readonly file: string
  readonly name: string
  readonly hash: string
}

/**
 * Puts a copy of a kept file into `attachments/` of a workspace, under its name or the next free one
 * (`name-2.pdf`); one that lies there already with the same bytes is it. Returns the path relative to the workspace.
 * What stands there was made by tools, so nothing is followed and nothing replaced. Throws `path_denied` where
 * the folder is a link or no folder. Idempotent.
 */
export async function placeInWorkspace(kept: KeptFile, workspace: string): Promise<string> {
  const folder = await openFolder(workspace, { create: true })
  try {
    const ending = extname(kept.name)
    const stem = kept.name.slice(0, kept.name.length - ending.length)
    for (let number = 1; number <= NAME_TRIES; number += 1) {
      const name = number === 1 ? kept.name : `${stem}-${number}${ending}`
      if (await takesCopy(kept.file, folder.path(name))) return `${ATTACHMENTS_FOLDER}/${name}`
      if (await holds(folder.path(name), kept.hash)) return `${ATTACHMENTS_FOLDER}/${name}`
    }
    throw new AppError('conflict', `${ATTACHMENTS_FOLDER}/ has too many files named ${kept.name}.`)
  } finally {
    await folder.close()
  }
}

/** Removes a copy that is still what was put there. Idempotent; false where there was none, or it was changed since. */
export async function removeCopy(copy: { path: string; hash: string }, workspace: string): Promise<boolean> {
  const name = copy.path.slice(ATTACHMENTS_FOLDER.length + 1)
  try {
    const folder = await openFolder(workspace, { create: false })
    try {
      if (!(await holds(folder.path(name), copy.hash))) return false
      await rm(folder.path(name), { force: true })
      return true
    } finally {
      await folder.close()
    }
  } catch {
    return false
  }
}

interface Folder {
  /** Leads to the child of this very folder, whatever has its name by now. */
  path(name: string): string
  close(): Promise<void>
}

async function openFolder(workspace: string, { create }: { create: boolean }): Promise<Folder> {
  const place = join(await realpath(workspace), ATTACHMENTS_FOLDER)
  if (create) await mkdir(place).catch(unless('EEXIST'))
  const handle = await open(place, O_RDONLY | O_DIRECTORY | O_NOFOLLOW).catch((cause: unknown) => {
    throw new AppError('path_denied', `${ATTACHMENTS_FOLDER} in the workspace is no folder of its own.`, {
      cause,
    })
  })
  const base = process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : place
  return { path: (name) => `${base}/${name}`, close: () => handle.close() }
}

/** False where something has that name. */
async function takesCopy(from: string, to: string): Promise<boolean> {
  const target = await open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644).catch(unless('EEXIST'))
  if (!target) return false
  try {
    const source = await open(from, O_RDONLY | O_NOFOLLOW)
    await pipeline(source.createReadStream(), target.createWriteStream())
    return true
  } catch (cause) {
    await target.close()
    await rm(to, { force: true })
    throw cause
  }
}

async function holds(path: string, hash: string): Promise<boolean> {
  // A device or a pipe of that name would otherwise hold everything up.
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => undefined)
  if (!handle) return false
  try {
    return (await handle.stat()).isFile() && (await hashOf(handle)) === hash
  } finally {
    await handle.close()
  }
}

async function hashOf(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of handle.createReadStream({ autoClose: false })) hash.update(piece)
  return hash.digest('hex')
}

const unless =
  (code: string) =>
  (cause: unknown): undefined => {
    if ((cause as NodeJS.ErrnoException).code !== code) throw cause
  }
