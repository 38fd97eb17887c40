import type { Path } from '#protocol/config/path.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { GatewayLog } from '../log.ts'
import { openGivenSecrets } from './given-secrets.ts'
import { loadConfig } from './load.ts'
import { saveSetting } from './save-setting.ts'
import { startConfigWatch } from './watch.ts'

/** What the owner has set, in the file and while the gateway ran; every secret in it is hidden from the log. */
export function openConfiguration(deps: {
  home: { readonly configFile: string; readonly credentialsFile: string }
  lookup: (name: string) => string | undefined
  clock: Clock
  events: Events
  log: GatewayLog
}) {
  const { home, lookup, clock, events, log } = deps
  const first = loadConfig(home.configFile, lookup)
  log.hide(first.secrets)
  for (const problem of first.problems) log.warn(problem)
  const watch = startConfigWatch({
    file: home.configFile,
    first,
    lookup,
    clock,
    events,
    log: log.child('config'),
    onChange: ({ secrets }) => log.hide(secrets),
  })
  return {
    watch,
    config: () => watch.current().config,
    ...openGivenSecrets(home.credentialsFile, log),
    /** Writes one setting into the file; it is in force when this returns. Throws as `saveSetting`. */
    saveSetting(path: Path, value: string): void {
      saveSetting(home.configFile, path, value)
      watch.reload()
    },
  }
}
