import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, open, realpath, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import type { ExecBinding } from '../access/approvals.ts'
import { canBeAlways } from '../policy.ts'
import { namedPath } from './named-path.ts'

/** Files that a command names and that are larger are not looked into, in bytes. */
const SCRIPT_LIMIT = 16 * 1024 * 1024
/** Of so many words of a command it is looked whether they name a file. */
const WORD_LIMIT = 100

export type BindExec = (command: {
  argv: readonly string[]
  cwd?: string | undefined
}) => Promise<ExecBinding | null>

/**
 * What a command is at this moment: the folder and the program that its words mean, and the content of
 * the program and of the files that it names. Null where there is no such folder or program. The gateway
 * looks before it asks the owner, the tool host again before it starts the command.
 */
export function createBindExec(deps: {
  workspace: string
  /** That of commands. */
  environment: Readonly<Record<string, string>>
}): BindExec {
  const { workspace } = deps
  const environment = hashOf(JSON.stringify(Object.entries(deps.environment).sort()))
  const variables = Object.keys(deps.environment).sort()
  const known = new Map<string, { sign: string; sha256: string }>()

  /** A program of 100 MB is read once, unless anything about the file has changed. */
  async function hashProgram(path: string): Promise<string> {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    const sign = [dev, ino, size, mtimeNs, ctimeNs].join(' ')
    const earlier = known.get(path)
    if (earlier?.sign === sign) return earlier.sha256
    const sha256 = await hashFile(path)
    known.set(path, { sign, sha256 })
    return sha256
  }

  async function findProgram(name: string, directory: string): Promise<string | undefined> {
    const folders = (deps.environment.PATH ?? '').split(delimiter).filter(isAbsolute)
    const candidates = name.includes('/')
      ? [namedPath(directory, name)]
      : folders.map((folder) => join(folder, name))
    for (const candidate of candidates) {
      const isProgram = await access(candidate, constants.X_OK).then(
        async () => (await stat(candidate)).isFile(),
        () => false,
      )
      if (isProgram) return realpath(candidate)
    }
    return undefined
  }

  async function hashScripts(argv: readonly string[], directory: string): Promise<ExecBinding['scripts']> {
    const scripts: ExecBinding['scripts'] = []
    for (const word of argv.slice(1, WORD_LIMIT)) {
      if (word === '' || word.startsWith('-') || word.length > 4_096) continue
      const path = await realpath(namedPath(directory, word)).catch(() => undefined)
      const stats = path === undefined ? undefined : await stat(path).catch(() => undefined)
      if (path === undefined || !stats?.isFile() || stats.size > SCRIPT_LIMIT) continue
      scripts.push({ path, sha256: await hashFile(path) })
    }
    return scripts
  }

  return async ({ argv, cwd = '.' }) => {
    try {
      const [name = ''] = argv
      const directory = await realpath(namedPath(workspace, cwd))
      const path = name === '' ? undefined : await findProgram(name, directory)
      if (path === undefined) return null
      const program = { path, sha256: await hashProgram(path) }
      // To a program that only looks, the files that it names are no programs.
      const scripts = canBeAlways('exec', { argv }) ? [] : await hashScripts(argv, directory)
      return { directory, program, scripts, environment, variables }
    } catch {
      // What can't be looked at can't be run either, or not as it was approved.
      return null
    }
  }
}

async function hashFile(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const hash = createHash('sha256')
    for await (const chunk of file.readableWebStream()) hash.update(chunk as Uint8Array)
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
