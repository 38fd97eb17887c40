import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#protocol/errors.ts'
import type { Failpoint } from '../clock.ts'
import { HEAD_BYTES } from './sniff-type.ts'

/** Files that are still being written; what is left of them after a crash counts for nothing. */
export const PART_PREFIX = '.part-'

/** Where the bytes with this hash lie. */
export const fileOf = (folder: string, hash: string): string => join(folder, hash.slice(0, 2), hash)

export interface WrittenFile {
  /** SHA-256, in hex. */
  readonly hash: string
  readonly bytes: number
  readonly head: Uint8Array
}

/**
 * Writes a stream to disk under the hash of its bytes, readable by the owner only. Nothing has the name
 * before it is whole and on the disk; a stream that breaks or is too long leaves nothing. Throws `too_large`,
 * `state_unwritable` where the disk is full, or what the stream throws. Holds one piece of it in memory.
 */
export async function writeFile(
  source: AsyncIterable<Uint8Array>,
  to: { folder: string; maxBytes: number; failpoint: Failpoint },
): Promise<WrittenFile> {
  const { folder, maxBytes, failpoint } = to
  const part = join(folder, `${PART_PREFIX}${randomUUID()}`)
  try {
    const written = await writePart(source, part, maxBytes)
    failpoint('media.before-rename')
    await keepPart(part, folder, written.hash)
    failpoint('media.after-rename')
    return written
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined)
    throw explain(cause)
  }
}

async function writePart(
  source: AsyncIterable<Uint8Array>,
  part: string,
  maxBytes: number,
): Promise<WrittenFile> {
  const hash = createHash('sha256')
  const head: Uint8Array[] = []
  let bytes = 0
  const file = await open(part, 'wx', 0o600)
  try {
    for await (const piece of source) {
      if (bytes + piece.length > maxBytes) throw tooLarge(maxBytes)
      if (bytes < HEAD_BYTES) head.push(Uint8Array.from(piece.subarray(0, HEAD_BYTES - bytes)))
      bytes += piece.length
      hash.update(piece)
      await writeWhole(file, piece)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { hash: hash.digest('hex'), bytes, head: Buffer.concat(head) }
}

async function writeWhole(file: Awaited<ReturnType<typeof open>>, piece: Uint8Array): Promise<void> {
  for (let done = 0; done < piece.length; ) {
    done += (await file.write(piece, done)).bytesWritten
  }
}

async function keepPart(part: string, folder: string, hash: string): Promise<void> {
  const target = fileOf(folder, hash)
  const drawer = join(folder, hash.slice(0, 2))
  await mkdir(drawer, { recursive: true, mode: 0o700 })
  await rename(part, target)
  // What nobody names is swept by its age: this one is new again.
  const now = new Date()
  await utimes(target, now, now)
  await syncFolder(drawer)
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Whether the bytes of a hash are there, whole as far as their number tells. */
export async function hasFile(file: string, bytes: number): Promise<boolean> {
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() === true && found.size === bytes
}

export const tooLarge = (maxBytes: number): AppError =>
  new AppError(
    'too_large',
    `The file is larger than ${Math.floor(maxBytes / 1_000_000)} MB. media.maxBytes in openclaw.json says how large one may be.`,
  )

const DISK_CODES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES'])

function explain(cause: unknown): unknown {
  if (cause instanceof AppError) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (!DISK_CODES.has(code)) return cause
  return new AppError(
    'state_unwritable',
    `The file could not be kept: the disk takes nothing more (${code}). Free some space and send it again.`,
    { cause },
  )
}
