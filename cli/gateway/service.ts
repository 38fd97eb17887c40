import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'
import type { LocalContext } from '../context.ts'

const UNIT = 'openclaw.service'
const ANSWER_LIMIT_MS = 20_000

/** The systemd service of this user. */
export interface Service {
  readonly file: string
  isInstalled(): boolean
  /** What there is, in a word or two. Never throws. */
  state(): string
  start(): void
  /** `systemctl --user …`; throws with what it said. */
  control(...args: string[]): void
  /** Throws with what to do instead where this machine has no systemd for users. */
  require(): void
}

export function createService(environment: LocalContext['environment']): Service {
  const { HOME, XDG_CONFIG_HOME } = environment
  const file = join(XDG_CONFIG_HOME || join(HOME || homedir(), '.config'), 'systemd', 'user', UNIT)
  const ask = (...args: string[]) =>
    spawnSync('systemctl', ['--user', ...args], {
      encoding: 'utf8',
      timeout: ANSWER_LIMIT_MS,
      env: { ...environment, NODE_ENV: 'production' },
    })
  const isInstalled = (): boolean => existsSync(file)

  function control(...args: string[]): void {
    const answer = ask(...args)
    if (answer.status === 0) return
    const said = answer.stderr?.trim() || answer.error?.message || `exit code ${answer.status}`
    throw new CliError(`systemctl --user ${args.join(' ')} failed: ${said}`)
  }

  return {
    file,
    isInstalled,
    control,
    start: () => control('start', UNIT),
    state: () =>
      isInstalled() ? `installed, ${ask('is-active', UNIT).stdout?.trim() || 'unknown'}` : 'not installed',
    require() {
      if (process.platform === 'linux' && ask('show-environment').status === 0) return
      throw new CliError(
        'There is no systemd for users here, so no service can be installed. ' +
          'Run the gateway in the background with: openclaw gateway start (and put that line into what your machine runs at login)',
      )
    },
  }
}

export const SERVICE_UNIT = UNIT
