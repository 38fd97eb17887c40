import { basename } from 'node:path'
import { Readable } from 'node:stream'
import type { Db } from '#db/client.ts'
import { saveMediaUse } from '#db/queries/media/media.ts'
import { AppError } from '#protocol/errors.ts'
import type { AttachmentData } from '#protocol/media.ts'
import { toolContracts } from '#protocol/tools.ts'
import type { RunRecord } from '../runs/record-calls.ts'
import { openInside } from './open-inside.ts'
import type { MediaStore } from './store.ts'

/** Keeps a file that a run gives to whoever it talks with, as a part of its answer. */
export type OfferFile = (
  run: { sessionId: string; tainted: boolean; private: boolean },
  file: { bytes: AsyncIterable<Uint8Array>; size?: number; name: string; caption?: string | undefined },
) => Promise<AttachmentData>

export function createOfferFile(deps: { db: Db; store: Pick<MediaStore, 'add'> }): OfferFile {
  return async ({ sessionId, tainted, private: isPrivate }, { caption, ...file }) => {
    const kept = await deps.store.add(file)
    saveMediaUse(deps.db, { mediaId: kept.mediaId, sessionId, tainted, private: isPrivate, path: null })
    return { ...kept, state: 'ready', ...(caption === undefined ? {} : { caption }) }
  }
}

/** A file of the box of a session, whole. Throws what the box says. */
export type TakeFromBox = (sessionId: string, path: string) => Promise<Buffer>

/** The record tools, and beside them `send_file`, which takes a file of the workspace, or of the box in which the run works. */
export function withSendFile(
  records: RunRecord,
  deps: { offer: OfferFile; workspace: string; takeFromBox?: TakeFromBox | undefined },
): RunRecord {
  const { takeFromBox } = deps
  async function give(run: Parameters<OfferFile>[0], given: Parameters<OfferFile>[1]) {
    const file = await deps.offer(run, given)
    const { mediaId, name, type, bytes } = file
    return { output: { mediaId, name, type, bytes }, tainted: false, file }
  }

  return async (call, run) => {
    if (call.tool !== 'send_file') return records(call, run)
    const { path, caption } = toolContracts.send_file.input.parse(call.input)
    const shown = { name: basename(path), caption }
    if (run.placed === 'box') {
      if (!takeFromBox)
        throw new AppError('sandbox_unavailable', 'There is no sandbox to take the file from.')
      const content = await takeFromBox(run.sessionId, path)
      return give(run, { bytes: Readable.from([content]), size: content.length, ...shown })
    }
    const handle = await openInside(deps.workspace, path)
    try {
      const { size } = await handle.stat()
      const bytes = handle.createReadStream({ autoClose: false })
      return await give(run, { bytes, size, ...shown })
    } finally {
      await handle.close()
    }
  }
}
