import { open } from 'node:fs/promises'
import type { Db } from '#db/client.ts'
import { findSessionMedia } from '#db/queries/media/media.ts'
import { AppError } from '#protocol/errors.ts'
import type { ReadRunFile } from '../runs/handlers.ts'
import type { MediaStore } from './store.ts'

/** Of one answer, in bytes: a third more of it in base64 passes the line to the agent. */
const PIECE_BYTES = 768 * 1024

/**
 * The files of a conversation, and of no other one, for its own runs. Throws `not_found`; `policy_denied` for a
 * private one where a model of the run is elsewhere.
 */
export function createRunFiles(deps: { db: Db; store: Pick<MediaStore, 'find'> }): ReadRunFile {
  return async ({ sessionId, local }, { mediaId, offset }) => {
    const use = findSessionMedia(deps.db, { mediaId, sessionId })
    const kept = use && (await deps.store.find(mediaId))
    if (!kept) throw new AppError('not_found', 'There is no such file in this conversation.')
    if (use.private && !local) throw new AppError('policy_denied', 'This file stays on this machine.')
    const handle = await open(kept.file, 'r')
    try {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, Math.max(0, kept.bytes - offset)))
      const { bytesRead } = await handle.read(piece, 0, piece.length, offset)
      const data = piece.subarray(0, bytesRead).toString('base64')
      return { data, done: offset + bytesRead >= kept.bytes }
    } finally {
      await handle.close()
    }
  }
}
