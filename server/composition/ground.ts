import { join } from 'node:path'
import packageFile from '../../package.json' with { type: 'json' }
import type { StartOptions } from '../boot/contract.ts'
import { createDoor } from '../boot/door.ts'
import { findInstallation, holdBuilds } from '../boot/installation.ts'
import { noFailpoints, systemClock } from '../clock.ts'
import { openConfiguration } from '../config/configuration.ts'
import { createEvents } from '../events.ts'
import { prepareHome } from '../home.ts'
import { startListener } from '../http/listener.ts'
import { openState } from '../keeping/state.ts'
import { holdGatewayLock } from '../lock.ts'
import { createLogReader } from '../log/log-reader.ts'
import { createLog } from '../log.ts'
import { createRedactor } from '../redaction/redactor.ts'

export type Ground = Awaited<ReturnType<typeof layGround>>

/**
 * The first five steps of the boot: what every part of the gateway stands on. Rejects with an AppError
 * that says what to do.
 */
export async function layGround(
  options: StartOptions,
  shutdown: { add(name: string, stop: () => void | Promise<void>): void },
) {
  const { env, clock = systemClock, failpoint = noFailpoints } = options
  const installed = findInstallation(import.meta.filename)
  const installation = { ...installed, agentEntry: options.agentEntry ?? installed.agentEntry }

  // 1. The home, for this process alone.
  const home = prepareHome(env.home)
  const builds = holdBuilds(installation)
  shutdown.add('builds', builds.release)
  const lock = holdGatewayLock(home, builds.names)
  shutdown.add('lock', lock.release)
  failpoint('boot:after-lock')

  // 2. The log.
  const redactor = createRedactor()
  const { terminal } = options
  const log = createLog({ file: home.logFile, level: env.logLevel, terminal, redactor })
  log.hide(env.secrets)
  shutdown.add('log', log.flush)

  // 3. The configuration.
  const events = createEvents()
  const configuration = openConfiguration({
    home,
    lookup: env.lookup,
    clock,
    events,
    log,
  })
  const { watch, config, tokens, keys, pushKeys, saveSetting, settings } = configuration
  shutdown.add('configuration watch', watch.stop)

  // 4. The database.
  const database = openState({
    database: home.database,
    backups: join(home.state, 'backups'),
    migrations: installation.migrations,
  })
  shutdown.add('database', database.close)
  failpoint('boot:after-migration')

  // 5. The port. Nobody is let in before everything behind it stands.
  const door = createDoor()
  const listener = await startListener({
    port: options.port ?? env.port ?? config().gateway.port,
    onRequest: door.onRequest,
    onUpgrade: door.onUpgrade,
    log: log.child('http'),
  })
  shutdown.add('listener', () => listener.stop())
  failpoint('boot:after-listen')

  return {
    env,
    clock,
    failpoint,
    installation,
    builds,
    version: packageFile.version,
    home,
    lock,
    log,
    redactor,
    events,
    watch,
    config,
    saveSetting,
    settings,
    logs: createLogReader({ file: home.logFile, redact: log.redact, flush: log.flush }),
    tokens,
    keys,
    pushKeys,
    database,
    db: database.db,
    newId: (): string => crypto.randomUUID(),
    door,
    port: listener.port,
  }
}
