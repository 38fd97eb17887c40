import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type Home, locateHome } from '#protocol/config/home.ts'
import { findLastSaid, REMADE } from '#protocol/config/versions.ts'
import { AppError } from '#protocol/errors.ts'
import { findForeignHome } from './boot/foreign-home.ts'
import { loadVersions } from './config/history.ts'

/**
 * Makes the folders of a home, readable by their owner only under any umask (a workspace that exists keeps its mode). A home of another program
 * is recognised before anything is written. Doing it again changes nothing.
 *
 * @throws AppError `state_unwritable` naming the path, or `config_invalid` where the home can't be used.
 */
export function prepareHome(root: string): Home {
  const home = locateHome(root)
  const foreign = findForeignHome(home)
  if (foreign !== undefined) {
    throw new AppError(
      'config_invalid',
      `${root} belongs to another program (${foreign}). It was left untouched. ` +
        'Set OPENCLAW_HOME to another folder, for example OPENCLAW_HOME=~/.openclaw-home, and start again.',
    )
  }
  for (const folder of [root, home.workspace]) makeFolder(folder)
  for (const folder of [home.state, join(home.state, 'logs'), join(home.state, 'media')]) {
    makeFolder(folder, { private: true })
  }
  refuseOverlap(home)
  createConfigFile(home)
  return home
}

function makeFolder(folder: string, options: { private?: boolean } = {}): void {
  try {
    const isNew = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined
    if (isNew || options.private) chmodSync(folder, 0o700)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw unwritable(folder, cause)
  }
}

function unwritable(folder: string, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'
  const what =
    code === 'EEXIST' || code === 'ENOTDIR'
      ? 'is in the way: a folder is needed there and a file was found'
      : `can't be written (${code})`
  return new AppError(
    'state_unwritable',
    `${folder} ${what}. Mend that, or set OPENCLAW_HOME to a folder that you own.`,
    { cause },
  )
}

/** An empty file to begin with. It must exist: commands are kept from a file by covering it, not from its name. */
function createConfigFile({ configFile: file, versionsFile }: Home): void {
  if (existsSync(file)) return
  const text = findLastSaid(loadVersions(versionsFile))
    ? REMADE
    : '// Settings of OpenClaw; docs/configuration.md lists them all. A change is in force at once.\n{\n}\n'
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  chmodSync(file, 0o600)
}

/** Links could put one into the other: a tool that may write the workspace must never reach the state. */
function refuseOverlap(home: Home): void {
  const state = realpathSync(home.state)
  const workspace = realpathSync(home.workspace)
  if (!contains(state, workspace) && !contains(workspace, state)) return
  const linked = lstatSync(home.workspace).isSymbolicLink() ? home.workspace : home.state
  throw new AppError(
    'config_invalid',
    `The workspace (${workspace}) and the state folder (${state}) overlap; neither may contain the other. ` +
      `Point ${linked} somewhere else.`,
  )
}

function contains(outer: string, inner: string): boolean {
  const path = relative(outer, inner)
  return path === '' || (path !== '..' && !path.startsWith(`..${sep}`) && !path.startsWith(sep))
}
