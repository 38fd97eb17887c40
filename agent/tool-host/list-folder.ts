import { type Dirent, lstatSync, opendirSync } from 'node:fs'
import { AppError } from '#protocol/errors.ts'
import { LIST_LIMIT } from '#protocol/tools/files.ts'
import type { ToolInput, ToolOutput } from '#protocol/tools.ts'
import type { Paths } from './paths.ts'

type Entry = ToolOutput<'list'>['entries'][number]

/** Most names that are read of one folder; beyond it the list is an unsorted part and says truncated. */
const NAME_LIMIT = 50_000

/** Lists a folder: folders first, then by name. Protected folders are not shown. */
export function listFolder(paths: Paths, input: ToolInput<'list'>): ToolOutput<'list'> {
  const place = paths.resolve(input.path)
  try {
    const { target, shown } = place
    if (!target) throw new AppError('not_found', `There is no folder ${shown}.`)
    if (!target.stats.isDirectory()) throw new AppError('bad_request', `${shown} is not a folder. Use read.`)
    const { found, more } = readNames(target.path)
    const sorted = found.sort(
      (a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || compareNames(a.name, b.name),
    )
    const entries: Entry[] = []
    for (const { name } of sorted.slice(0, LIST_LIMIT)) {
      const stats = lstatSync(`${target.path}/${name}`, { throwIfNoEntry: false })
      if (!stats || paths.masks.hides(stats)) continue
      entries.push({ name, kind: kindOf(stats), bytes: stats.isFile() ? stats.size : 0 })
    }
    return { path: shown, entries, truncated: more || sorted.length > LIST_LIMIT }
  } finally {
    place.close()
  }
}

function readNames(path: string): { found: Dirent[]; more: boolean } {
  const folder = opendirSync(path)
  try {
    const found: Dirent[] = []
    for (let entry = folder.readSync(); entry; entry = folder.readSync()) {
      if (found.length === NAME_LIMIT) return { found, more: true }
      found.push(entry)
    }
    return { found, more: false }
  } finally {
    folder.closeSync()
  }
}

const compareNames = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function kindOf(entry: {
  isFile(): boolean
  isDirectory(): boolean
  isSymbolicLink(): boolean
}): Entry['kind'] {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'folder'
  return entry.isSymbolicLink() ? 'link' : 'other'
}
