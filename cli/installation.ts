import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CliError } from './cli-error.ts'

/** The folder of this installation: the one above that holds package.json. */
export function findRoot(folder = import.meta.dirname): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new CliError('This installation is not complete: package.json is missing.')
  return findRoot(parent)
}

/**
 * A program of the gateway's own, to be started by its path: the bundle of the build that this runs from; where it runs
 * from sources, of the newest build, or the source where nothing has been built.
 */
export function findProgram(bundle: string, source: string): string {
  const isSource = import.meta.filename.endsWith('.ts')
  // Beside this bundle, or above it where this is a lazy part of it: never of another build than this one.
  const own = import.meta.dirname.replace(/[\\/]chunks[\\/]\w+$/, '')
  const folders = isSource ? listNewestBuilds().map((name) => join(findRoot(), 'dist', name)) : [own]
  const built = folders.map((folder) => join(folder, `${bundle}.js`)).find((file) => existsSync(file))
  return built ?? join(findRoot(), source)
}

/** The names of the newest builds, by which one sees whether a gateway runs from older ones. */
export function listNewestBuilds(): string[] {
  const dist = join(findRoot(), 'dist')
  return ['server', 'panel'].flatMap((name) => {
    const stamp = join(dist, `${name}.stamp`)
    return existsSync(stamp) ? `${name}-${readFileSync(stamp, 'utf8').slice(0, 16)}` : []
  })
}
