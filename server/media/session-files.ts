import type { Db } from '#db/client.ts'
import { deleteUnusedMedia, isMediaPath, listSessionMedia } from '#db/queries/media/media.ts'
import { deletePrivatePath } from '#db/queries/privacy.ts'
import { removeCopy } from './place.ts'
import { removeUnnamed } from './sweep.ts'

/**
 * The files of a session that is about to be deleted. Call before its rows go; what it returns removes, after
 * that, those that no other session holds, with their copies in the workspace, and says how many there were.
 */
export type TakeSessionFiles = (sessionId: string) => () => Promise<number>

export function createSessionFiles(deps: { db: Db; folder: string; workspace: string }): TakeSessionFiles {
  const { db, folder, workspace } = deps
  return (sessionId) => {
    const files = listSessionMedia(db, sessionId)
    return async () => {
      const removed = deleteUnusedMedia(
        db,
        files.map(({ id }) => id),
      )
      for (const { hash, path } of files) {
        removeUnnamed(db, folder, hash)
        if (path === null || isMediaPath(db, path)) continue
        await removeCopy({ path, hash }, workspace)
        deletePrivatePath(db, path)
      }
      return removed
    }
  }
}
