import { basename } from 'node:path'
import type { Db } from '#db/client.ts'
import { saveMediaUse } from '#db/queries/media/media.ts'
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

/** The record tools, and beside them `send_file`, which takes a file of the workspace. */
export function withSendFile(records: RunRecord, deps: { offer: OfferFile; workspace: string }): RunRecord {
  return async (call, run) => {
    if (call.tool !== 'send_file') return records(call, run)
    const { path, caption } = toolContracts.send_file.input.parse(call.input)
    const handle = await openInside(deps.workspace, path)
    try {
      const { size } = await handle.stat()
      const bytes = handle.createReadStream({ autoClose: false })
      const file = await deps.offer(run, { bytes, size, name: basename(path), caption })
      const { mediaId, name, type } = file
      return { output: { mediaId, name, type, bytes: file.bytes }, tainted: false, file }
    } finally {
      await handle.close()
    }
  }
}
