import { randomUUID } from 'node:crypto'
import { statfsSync } from 'node:fs'
import type { Db } from '#db/client.ts'
import { createMedia, findMedia, type Media, sumMediaBytes } from '#db/queries/media/media.ts'
import { AppError } from '#protocol/errors.ts'
import type { MediaUpload } from '#protocol/media.ts'
import type { Clock, Failpoint } from '../clock.ts'
import { cleanName } from './clean-name.ts'
import { sniffType } from './sniff-type.ts'
import { fileOf, hasFile, tooLarge, writeFile } from './write-file.ts'

const DAY_MS = 24 * 60 * 60_000
/** What has to stay free on the disk, in bytes: the database needs room to say so. */
const RESERVE_BYTES = 64 * 1024 * 1024

export interface MediaLimits {
  readonly maxBytes: number
  /** Of all files together. */
  readonly totalBytes: number
  readonly days: number
}

/** A file to be kept. What its sender says of it is only a wish for its name. */
export interface IncomingFile {
  readonly bytes: AsyncIterable<Uint8Array>
  readonly name?: string | undefined
  /** Said beforehand, so that what can't be kept is refused before it is sent. */
  readonly size?: number | undefined
  /** Given where it was promised before; else a new one. */
  readonly mediaId?: string | undefined
}

export interface MediaStore {
  /**
   * Streams a file to disk and resolves when it is kept. Throws `bad_request` for an empty one, `too_large`,
   * `too_many` where all files together are too much, `state_unwritable` where the disk is full.
   */
  add(file: IncomingFile): Promise<MediaUpload>
  /** The file and where its bytes lie; undefined where it is unknown, has expired, or its bytes are gone. */
  find(mediaId: string): Promise<(Media & { file: string }) | undefined>
}

/** Files by their content, in a folder that belongs to the gateway alone. */
export function createMediaStore(deps: {
  db: Db
  clock: Clock
  folder: string
  limits: () => MediaLimits
  failpoint: Failpoint
}): MediaStore {
  const { db, clock, folder, limits, failpoint } = deps

  function requireRoom(size: number): void {
    const { maxBytes, totalBytes } = limits()
    if (size > maxBytes) throw tooLarge(maxBytes)
    if (sumMediaBytes(db) + size > totalBytes) {
      throw new AppError(
        'too_many',
        `All files together are more than ${Math.floor(totalBytes / 1_000_000)} MB. Delete conversations with files, or raise media.totalBytes in openclaw.json.`,
      )
    }
    const { bavail, bsize } = statfsSync(folder)
    if (bavail * bsize >= size + RESERVE_BYTES) return
    throw new AppError(
      'state_unwritable',
      'The file was not taken: the disk is nearly full. Free some space and send it again.',
    )
  }

  return {
    async add({ bytes: source, name: given, size = 0, mediaId = randomUUID() }) {
      requireRoom(size)
      const { maxBytes, days } = limits()
      const { hash, bytes, head } = await writeFile(source, { folder, maxBytes, failpoint })
      if (bytes === 0) throw new AppError('bad_request', 'The file is empty.')
      requireRoom(bytes)
      const name = cleanName(given, 'file')
      const type = await sniffType(head, name)
      const createdAt = clock.now()
      createMedia(db, {
        id: mediaId,
        hash,
        name,
        type,
        bytes,
        createdAt,
        expiresAt: createdAt + days * DAY_MS,
      })
      return { mediaId, name, type, bytes }
    },

    async find(mediaId) {
      const row = findMedia(db, mediaId)
      if (!row || row.expiresAt < clock.now()) return undefined
      const file = fileOf(folder, row.hash)
      return (await hasFile(file, row.bytes)) ? { ...row, file } : undefined
    },
  }
}
