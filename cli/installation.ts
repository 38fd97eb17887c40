import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CliError } from './cli-error.ts'

/** The folder of this installation: the one above that holds package.json. */
export function findRoot(folder = import.meta.dirname): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new CliError('This installation is not complete: package.json is missing.')
  return findRoot(parent)
}

/** A program of the gateway's own, to be started by its path: the bundle where there is one, else its source. */
export function findProgram(bundle: string, source: string): string {
  const root = findRoot()
  const built = join(root, 'dist', `${bundle}.js`)
  return existsSync(built) ? built : join(root, source)
}
