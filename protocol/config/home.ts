import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Where everything lives. All paths are absolute. */
export interface Home {
  readonly root: string
  readonly configFile: string
  /** Records and secrets; hidden from every tool. */
  readonly state: string
  /** The folder that the assistant works in. */
  readonly workspace: string
  readonly database: string
  readonly tokenFile: string
  /** Bot tokens that were given to the running gateway. */
  readonly credentialsFile: string
  /** What openclaw.json said before. */
  readonly versionsFile: string
  readonly lockFile: string
  /** Process id and port of the running gateway. */
  readonly runFile: string
  readonly logFile: string
}

/** The layout of a home. Touches nothing. */
export function locateHome(root: string): Home {
  const state = join(root, 'state')
  return {
    root,
    configFile: join(root, 'openclaw.json'),
    state,
    workspace: join(root, 'workspace'),
    database: join(state, 'openclaw.db'),
    tokenFile: join(state, 'gateway.token'),
    credentialsFile: join(state, 'credentials.json'),
    versionsFile: join(state, 'config-versions.json'),
    lockFile: join(state, 'gateway.lock'),
    runFile: join(state, 'gateway.json'),
    logFile: join(state, 'logs', 'gateway.log'),
  }
}

/**
 * The folder that OPENCLAW_HOME names, `~/.openclaw` where it is not set; undefined for a path that is not
 * absolute, which would depend on who reads it.
 */
export function findHomeRoot(value: string | undefined): string | undefined {
  if (value === undefined) return join(homedir(), '.openclaw')
  if (value === '~') return homedir()
  if (value.startsWith('~/')) return join(homedir(), value.slice(2))
  return isAbsolute(value) ? value : undefined
}
