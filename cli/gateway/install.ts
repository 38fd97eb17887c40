import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { LocalContext } from '../context.ts'
import { findHome } from '../home.ts'
import { findRoot } from '../installation.ts'
import { paint, printJson } from '../terminal.ts'
import { findGatewayProcess } from './process.ts'
import { createService, SERVICE_UNIT, type Service } from './service.ts'
import { renderUnit } from './unit.ts'

/** What of the installing shell the service needs too. Keys are not written into a unit file. */
const PASSED_ON = ['PATH', 'OPENCLAW_GATEWAY_PORT', 'OPENCLAW_LOG_LEVEL', 'LANG', 'TZ']

/** `openclaw gateway install`: a systemd user service that starts now and at each login. */
export function installService({ terminal, environment, json }: LocalContext): void {
  const service = createService(environment)
  service.require()
  const home = findHome(environment)
  const unit = renderUnit({
    node: process.execPath,
    root: findRoot(),
    home: home.root,
    state: home.state,
    environment: PASSED_ON.flatMap((name) => {
      const value = environment[name]
      return value ? [[name, value] as const] : []
    }),
  })
  mkdirSync(dirname(service.file), { recursive: true })
  writeFileSync(service.file, unit, { mode: 0o600 })
  service.control('daemon-reload')
  const running = findGatewayProcess(home)
  service.control('enable', ...(running ? [] : ['--now']), SERVICE_UNIT)
  if (json) {
    printJson(terminal, { file: service.file, started: !running })
    return
  }
  const { out, notes } = terminal
  out.write(`${service.file}\n`)
  const next = running
    ? 'A gateway runs already; hand it over with: openclaw gateway restart'
    : 'The gateway runs as a service. See: openclaw gateway status'
  notes.write(`${next}\n`)
  notes.write(
    `${paint(notes, 'dim', `To run it while nobody is logged in: loginctl enable-linger. Keys of vendors belong into ${home.state}/gateway.env`)}\n`,
  )
}

/** `openclaw gateway uninstall`: stops the service and removes its unit; the home stays. */
export function uninstallService({ terminal, environment, json }: LocalContext): void {
  const service = createService(environment)
  const wasInstalled = removeService(service)
  if (json) {
    printJson(terminal, { removed: wasInstalled ? service.file : null })
    return
  }
  terminal.out.write(wasInstalled ? `Removed ${service.file}\n` : 'No service was installed.\n')
}

/** Stops it and takes its unit away; false where none was installed. */
export function removeService(service: Service): boolean {
  if (!service.isInstalled()) return false
  service.control('disable', '--now', SERVICE_UNIT)
  rmSync(service.file)
  service.control('daemon-reload')
  return true
}
