import { accessSync, constants, lstatSync, readFileSync, type Stats, statfsSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import type { Home } from '#protocol/config/home.ts'
import { type LoadedConfig, readConfig } from '#protocol/config/read.ts'
import type { Config } from '#protocol/config.ts'
import { findGone } from '../config/config-file.ts'
import type { LocalContext } from '../context.ts'
import { findGatewayProcess, isOutdated } from '../gateway/process.ts'
import { findHome } from '../home.ts'
import { terminalLanguage } from '../language.ts'
import { askEngine, type EngineFacts } from './engine.ts'
import { askGateway, type GatewayFacts } from './gateway-facts.ts'
import { type Inspection, inspect } from './inspection.ts'
import { type PortUse, probePort } from './port.ts'

export interface FileFact {
  readonly path: string
  /** Null where it is missing. */
  readonly mode: number | null
  readonly owner: number | null
  /** Whether it is a folder; null where it is missing. */
  readonly isFolder: boolean | null
}

/** All that the checks look at, gathered once. */
export interface Facts {
  readonly now: number
  readonly node: string
  readonly user: number | undefined
  readonly home: Home
  readonly root: FileFact
  readonly folders: readonly FileFact[]
  readonly files: readonly FileFact[]
  /** The first folder that is there and can't be written; undefined where all can. */
  readonly unwritable: string | undefined
  readonly inspection: Inspection
  readonly config: LoadedConfig
  /** That openclaw.json is gone and said something before. */
  readonly gone: ReturnType<typeof findGone>
  readonly language: ReturnType<typeof terminalLanguage>
  /** The settings with `${NAME}` as it is written. */
  readonly written: Config
  readonly token: string | undefined
  /** Whether a record of a gateway is left whose process is not there. */
  readonly staleRecord: boolean
  readonly running: boolean
  /** Whether it runs from an older build than the newest one here. */
  readonly isOutdated: boolean
  readonly port: { readonly number: number; readonly use: PortUse }
  /** What the running gateway says of itself; a sentence where it does not answer; undefined where none runs. */
  readonly gateway: GatewayFacts | string | undefined
  readonly freeBytes: number | undefined
  /** When the records were written last. */
  readonly writtenAt: number | undefined
  readonly engine: EngineFacts
  /** Programs that were found on PATH. */
  readonly programs: ReadonlySet<string>
}

const PROGRAMS = ['tailscale']

export async function gatherFacts(context: LocalContext, options: { online: boolean }): Promise<Facts> {
  const { environment } = context
  const home = findHome(environment)
  const running = findGatewayProcess(home)
  const text = readText(home.configFile) ?? '{}'
  const config = readConfig(text, (name) => environment[name] || undefined)
  const port = running?.port ?? (Number(environment.OPENCLAW_GATEWAY_PORT) || config.config.gateway.port)
  const logs = dirname(home.logFile)
  const inspection = inspect(environment)
  const isHeld = typeof inspection === 'object' && inspection.lock === 'held'
  return {
    now: Date.now(),
    node: process.versions.node,
    user: process.getuid?.(),
    home,
    root: fileFact(home.root),
    folders: [home.state, logs, join(home.state, 'media'), home.workspace].map(fileFact),
    files: [home.configFile, home.tokenFile, home.credentialsFile, home.database, home.logFile].map(fileFact),
    unwritable: [home.root, home.state, home.workspace].find(isUnwritable),
    inspection,
    config,
    gone: findGone(home),
    language: terminalLanguage(environment),
    written: readConfig(text, (name) => `\${${name}}`).config,
    token: readText(home.tokenFile)?.trim(),
    staleRecord: !isHeld && fileFact(home.runFile).mode !== null,
    running: running !== undefined,
    isOutdated: running !== undefined && isOutdated(running),
    port: { number: port, use: await probePort(port) },
    gateway: running && (await askGateway(context, options)),
    freeBytes: freeBytes(home.root),
    writtenAt: lastWrite(home),
    engine: askEngine(config.config.agents.defaults.sandbox),
    programs: new Set(PROGRAMS.filter((name) => isOnPath(name, environment.PATH))),
  }
}

function fileFact(path: string): FileFact {
  const found = findStats(path)
  if (!found) return { path, mode: null, owner: null, isFolder: null }
  return { path, mode: found.mode & 0o777, owner: found.uid, isFolder: found.isDirectory() }
}

/** Undefined also where a file stands in the place of a folder above it. */
function findStats(path: string, look = statSync): Stats | undefined {
  try {
    return look(path)
  } catch {
    return undefined
  }
}

function isUnwritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // the checks of files and folders say so
  }
}

/** Of the disk that the home is on, or will be. */
function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return dirname(folder) === folder ? undefined : freeBytes(dirname(folder))
  }
}

function lastWrite({ database }: Home): number | undefined {
  const times = [database, `${database}-wal`].flatMap((file) => findStats(file, lstatSync)?.mtimeMs ?? [])
  return times.length > 0 ? Math.max(...times) : undefined
}

function isOnPath(program: string, path = ''): boolean {
  return path
    .split(delimiter)
    .filter(Boolean)
    .some((folder) => findStats(join(folder, program))?.isFile())
}
