import { existsSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '#db/client.ts'
import { listOutputsHolding } from '#db/queries/keeping/session-removal.ts'
import { deletePrivatePath } from '#db/queries/privacy.ts'
import { KEPT_RESULT, RESULTS_FOLDER } from '#protocol/chat/kept-result.ts'

/** The files with the whole of a session's long results. Their names stand in what its tools gave. */
export interface KeptResults {
  /** Paths below the workspace; to be read before the session's rows go. */
  list(sessionId: string): string[]
  /** Removes these files; returns how many there were. */
  remove(paths: readonly string[]): number
}

export function createKeptResults({ db, workspace }: { db: Db; workspace: string }): KeptResults {
  /** Undefined where there is no such folder, or a link stands in its place. */
  function findFolder(): string | undefined {
    const folder = join(workspace, RESULTS_FOLDER)
    if (!existsSync(folder)) return undefined
    return realpathSync(folder) === join(realpathSync(workspace), RESULTS_FOLDER) ? folder : undefined
  }

  function removeFile(path: string): boolean {
    const file = join(workspace, path)
    const wasThere = existsSync(file)
    rmSync(file, { force: true })
    deletePrivatePath(db, path)
    return wasThere
  }

  return {
    list(sessionId) {
      const outputs = listOutputsHolding(db, sessionId, `${RESULTS_FOLDER}/`)
      const paths = outputs.flatMap((output) =>
        Array.from(output.matchAll(KEPT_RESULT), ([, path = '']) => path),
      )
      return [...new Set(paths)]
    },
    remove: (paths) => (findFolder() === undefined ? 0 : paths.filter(removeFile).length),
  }
}
