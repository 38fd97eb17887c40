import { readFileSync } from 'node:fs'
import { findHomeRoot, type Home, locateHome } from '#protocol/config/home.ts'
import { CliError } from './cli-error.ts'
import { holdsHome } from './holds-home.ts'

/** Where the running gateway of this home is, and the key to it. */
export interface GatewayAddress {
  readonly port: number
  readonly token: string
  readonly state: string
}

/**
 * Finds the gateway through its own record. A record whose process is gone, or is another one by now (after the
 * machine started anew, any), counts as no gateway: the token must not be sent to whoever took the port since.
 */
export function findGateway(environment: Record<string, string | undefined>): GatewayAddress {
  const home = findHome(environment)
  const record = findRunRecord(home)
  if (!record) throw notRunning(home.root)
  // Elsewhere it would take longer than all else.
  if (process.platform === 'linux' && !holdsHome(record.pid, home)) throw notOurs(home, record)
  if (record.port === null) {
    throw new CliError('The gateway is still starting. Try again in a moment.', { reason: 'not-running' })
  }
  return { port: record.port, token: readToken(home.tokenFile), state: home.state }
}

/** The home that the environment names. Throws where it names none that can be used. */
export function findHome(environment: Record<string, string | undefined>): Home {
  const named = environment.OPENCLAW_HOME?.trim() || undefined
  const root = findHomeRoot(named)
  if (root !== undefined) return locateHome(root)
  throw new CliError(
    `OPENCLAW_HOME is "${named}"; set it to the absolute path of a folder, as in: OPENCLAW_HOME=~/.openclaw openclaw status`,
  )
}

/** What a gateway says of itself. `port` is null until it is open; `builds` are the names of what it runs from. */
export interface RunRecord {
  readonly pid: number
  readonly port: number | null
  readonly builds: readonly string[]
}

/** What the gateway of a home says of itself, as long as its process is alive. */
export function findRunRecord(home: Home): RunRecord | undefined {
  const record = readJson(home.runFile)
  if (typeof record !== 'object' || record === null) return undefined
  const { pid, port = null, builds } = record as { pid?: unknown; port?: unknown; builds?: unknown }
  if (!Number.isInteger(pid) || (port !== null && !Number.isInteger(port))) return undefined
  if (!isAlive(pid as number)) return undefined
  return {
    pid: pid as number,
    port: port as number | null,
    builds: Array.isArray(builds) ? builds.map(String) : [],
  }
}

function notRunning(root: string): CliError {
  return new CliError(`The gateway is not running (home ${root}). Start it with: openclaw gateway start`, {
    reason: 'not-running',
  })
}

const notOurs = ({ runFile }: Home, { pid, port }: { pid: number; port: number | null }): CliError =>
  new CliError(
    `The gateway is not running: ${runFile} names process ${pid}, which is not that of this home, so nothing was said to port ${port}. Start it with: openclaw gateway start`,
    { reason: 'not-running' },
  )

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new CliError(`The gateway's token ${file} can't be read. Run this as the gateway's own user.`, {
      cause,
    })
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined // no gateway has run here, or it is just writing its record
  }
}

/** Whether a process runs. One that ended and that its parent never looks after, as in a container without an init, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return !isZombie(pid)
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.charAt(stat.lastIndexOf(')') + 2) === 'Z'
  } catch {
    return false // it is gone, or this is no Linux
  }
}
