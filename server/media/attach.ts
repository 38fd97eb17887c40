import type { Db } from '#db/client.ts'
import { saveMediaUse } from '#db/queries/media/media.ts'
import { savePrivatePath } from '#db/queries/privacy.ts'
import { AppError, toAppError } from '#protocol/errors.ts'
import { type AttachmentData, MOST_ATTACHMENTS } from '#protocol/media.ts'
import type { Log } from '../log.ts'
import { placeInWorkspace } from './place.ts'
import type { MediaStore } from './store.ts'

/**
 * Turns kept files into parts of messages, in the order named; in a trusted session with a copy in the workspace.
 * Throws `not_found` for one that was never sent or has expired, `bad_request` for too many.
 */
export type Attach = (mediaIds: readonly string[], session: { trusted: boolean }) => Promise<AttachmentData[]>

export function createAttach(deps: {
  store: Pick<MediaStore, 'find'>
  workspace: string
  log: Pick<Log, 'warn'>
}): Attach {
  const { store, workspace, log } = deps

  async function attach(mediaId: string, trusted: boolean): Promise<AttachmentData> {
    const kept = await store.find(mediaId)
    if (!kept) {
      throw new AppError('not_found', 'An attached file is not there any more. Attach it again.')
    }
    const { name, type, bytes } = kept
    const shown = { mediaId, name, type, bytes, state: 'ready' as const }
    if (!trusted) return shown
    try {
      return { ...shown, path: await placeInWorkspace(kept, workspace) }
    } catch (cause) {
      log.warn('A file could not be put into the workspace', { error: toAppError(cause) })
      return shown
    }
  }

  return (mediaIds, { trusted }) => {
    const ids = [...new Set(mediaIds)]
    if (ids.length > MOST_ATTACHMENTS) {
      throw new AppError('bad_request', `A message can bring ${MOST_ATTACHMENTS} files at most.`)
    }
    return Promise.all(ids.map((id) => attach(id, trusted)))
  }
}

/**
 * The files of a message that is being stored are part of its conversation from now on, with what is known of the
 * message; belongs into its transaction. A copy of a private one is kept from models elsewhere.
 */
export function saveAttachments(
  tx: Db,
  of: { sessionId: string; tainted: boolean; private: boolean; at: number },
  files: readonly AttachmentData[],
): void {
  const { sessionId, tainted, at } = of
  for (const { mediaId, path = null } of files) {
    saveMediaUse(tx, { mediaId, sessionId, tainted, private: of.private, path })
    if (of.private && path !== null) savePrivatePath(tx, { path, sessionId, createdAt: at })
  }
}
