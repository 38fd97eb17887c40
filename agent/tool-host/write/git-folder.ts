import { statSync } from 'node:fs'
import type { Place } from '../paths.ts'

/** What stands in a HEAD that git takes for one (gitrepository-layout(5)). */
const HEAD_TEXT = /^(?:ref:|[0-9a-f]{40})/

/**
 * Whether a file is git's own, or would make its folder a repository. Git runs what the settings of a repository
 * name, also of one without `.git`, as soon as somebody looks at it: even the prompt of the owner's shell does.
 */
export function belongsToGit({ folder, name, shown }: Place, bytes: Buffer): boolean {
  const names = shown.toLowerCase().split('/')
  if (names.includes('.git')) return true
  if (name.toLowerCase() === 'head' && HEAD_TEXT.test(bytes.subarray(0, 64).toString('latin1'))) return true
  // The folders above, as they are now: the walk has held them fast.
  return names.some((_, depth) => isRepository(`${folder.path}${'/..'.repeat(depth)}`, names.length - depth))
}

/** `left`: how many folders there are from the workspace down; above it nothing is looked at. */
function isRepository(folder: string, left: number): boolean {
  return left > 0 && ['HEAD', 'objects', 'refs'].every((name) => isThere(`${folder}/${name}`))
}

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined
