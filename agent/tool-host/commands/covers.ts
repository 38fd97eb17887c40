import {
  accessSync,
  constants,
  lstatSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '#protocol/errors.ts'

/** Where services put their sockets, at any time. */
const SERVICES = '/run'
/** Beside a folder with more in it than this nothing is run: each thing in it takes a mount, and so many a second or two. */
const MOST_ENTRIES = 1_000

/**
 * The arguments of bwrap that hide these paths, `masked` also where they are not there yet. A cover lies on the
 * file that is there, not on its name: who replaces the file (as every change of the configuration does, and
 * every service that starts again) puts the new one in its place without a cover, before the eyes of a command
 * that runs on (rename(2)). So the folder of a hidden file is made anew for the command, with everything else in
 * it as it is; what comes into that folder later is not seen there, and nothing can be put there. Throws `tool_failed`
 * where that folder holds too much: else whoever fills it, as tools may where it is the workspace, would lift the cover.
 */
export function coverArguments({
  masked,
  sockets,
}: Record<'masked' | 'sockets', readonly string[]>): string[] {
  const present = [...masked, ...sockets].filter(look)
  const names = new Set([...masked, ...present.flatMap((path) => [path, realpathSync(path)])])
  const folders = [...masked, ...present].filter((path) => !look(path)?.isDirectory()).flatMap(foldersOf)
  const anew = new Set(folders.filter((folder) => folder !== SERVICES && folder !== '/' && isOpen(folder)))
  const outermostFirst = [...anew].sort((a, b) => a.length - b.length)
  return [
    ...(lstatSync(SERVICES, { throwIfNoEntry: false })?.isDirectory() ? makeAnew(SERVICES, names) : []),
    ...outermostFirst.flatMap((folder) => makeAnew(folder, names)),
    ...present.flatMap(cover),
    ...outermostFirst.flatMap((folder) => ['--remount-ro', folder]),
  ]
}

/** Where a hidden file is, and where the link to it is: that could be replaced, too. */
const foldersOf = (path: string): string[] => [
  ...(look(dirname(path)) ? [realpathSync(dirname(path))] : []),
  ...(look(path) ? [dirname(realpathSync(path))] : []),
]

/** Whether anything in it can be replaced by this user, and so by his commands: not in a store of packages. */
function isOpen(folder: string): boolean {
  if (!isWritable(folder)) return false
  if (listNames(folder).length <= MOST_ENTRIES) return true
  throw new AppError(
    'tool_failed',
    'No command was run: the folder that holds openclaw.json, or the file that it is a link to, has more than 1,000 things in it, too many to keep commands from that file. The owner can take things out of that folder, or keep openclaw.json elsewhere.',
  )
}

/** Nothing where this user may not look: then there is nothing to bring back, either. */
function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

export function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function makeAnew(folder: string, hidden: ReadonlySet<string>): string[] {
  const files = [...hidden].filter((path) => dirname(path) === folder && !look(path)?.isDirectory())
  // Drafts and copies of a hidden file, as editors and we ourselves make them: `openclaw.json.new`.
  const isLike = (name: string) => files.some((path) => name.includes(basename(path)))
  return [
    ...['--tmpfs', folder],
    ...listNames(folder).flatMap((name) => {
      const path = join(folder, name)
      if (hidden.has(path) || isLike(name)) return []
      const stats = lstatSync(path, { throwIfNoEntry: false })
      if (stats?.isSymbolicLink()) return ['--symlink', readlinkSync(path), path]
      return ['--dev-bind-try', path, path]
    }),
  ]
}

/** An empty read-only folder over a folder, /dev/null over anything else. */
function cover(path: string): string[] {
  const real = realpathSync(path)
  return look(path)?.isDirectory()
    ? ['--tmpfs', real, '--remount-ro', real]
    : ['--ro-bind', '/dev/null', real]
}

/** Undefined for what is not there, and for what this user can not look at: a command of his can't either. */
export function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
