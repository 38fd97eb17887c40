import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { RESULTS_FOLDER } from '#protocol/chat/kept-result.ts'
import type { Paths } from './paths.ts'
import { placeFile } from './write/write-file.ts'

/** Beside the work, not in the state folder: that is closed to the tool that reads it again. */
const FOLDER = RESULTS_FOLDER
const KEPT_MS = 30 * 24 * 60 * 60 * 1000
const KEPT_BYTES = 500 * 1024 * 1024
/** Most characters of one result that are kept. */
export const RESULT_LIMIT = 4_000_000

export interface Results {
  /**
   * Writes the whole of a result that was cut, for its owner only, and returns the path for the `read`
   * tool; undefined where it could not be written. What `clean` takes out is never on the disk. Results of
   * more than 30 days, and the oldest above 500 MB, go.
   */
  keep(text: string, clean?: (text: string) => Promise<string>): Promise<string | undefined>
}

export function createResults(paths: Paths, now: () => number = Date.now): Results {
  return {
    async keep(text, clean = async (whole) => whole) {
      const id = `${new Date(now()).toISOString().slice(0, 10)}-${randomBytes(6).toString('hex')}`
      const path = `${FOLDER}/${id}.txt`
      try {
        const content = await clean(text.slice(0, RESULT_LIMIT))
        placeFile(paths, { path, content }, 0o600)
        prune(paths, now())
        return path
      } catch {
        // The cut result is what counts; a full disk, a file in the folder's place or a gateway that is gone
        // must not lose it.
        return undefined
      }
    },
  }
}

function prune(paths: Paths, now: number): void {
  const place = paths.resolve(FOLDER)
  try {
    const folder = place.target?.path
    if (folder === undefined) return
    const files = fs
      .readdirSync(folder)
      .filter((name) => /^[\w-]+\.txt$/.test(name))
      .flatMap((name) => describe(folder, name))
      .toSorted((a, b) => b.at - a.at)
    let bytes = 0
    for (const file of files) {
      bytes += file.bytes
      if (bytes > KEPT_BYTES || now - file.at > KEPT_MS) fs.rmSync(`${folder}/${file.name}`, { force: true })
    }
  } finally {
    place.close()
  }
}

function describe(folder: string, name: string): { name: string; at: number; bytes: number }[] {
  const stats = fs.lstatSync(`${folder}/${name}`, { throwIfNoEntry: false })
  return stats?.isFile() ? [{ name, at: stats.mtimeMs, bytes: stats.size }] : []
}
