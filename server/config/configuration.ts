import type { Path } from '#protocol/config/path.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { GatewayLog } from '../log.ts'
import { type ConfigFeatureDeps, createConfigFeature } from './config-feature.ts'
import type { ConfigFeature } from './contract.ts'
import { loadFirstConfig } from './first-config.ts'
import { openGivenSecrets } from './given-secrets.ts'
import { openHistory } from './history.ts'
import { saveSetting } from './save-setting.ts'
import { isMissing, readSettings, type SettingsFile, writeSettings } from './settings-file.ts'
import { startConfigWatch } from './watch.ts'

/** What the owner has set, in the file and while the gateway ran; every secret in it is hidden from the log. */
export function openConfiguration(deps: {
  home: { readonly configFile: string; readonly credentialsFile: string; readonly versionsFile: string }
  lookup: (name: string) => string | undefined
  clock: Clock
  events: Events
  log: GatewayLog
}) {
  const { home, lookup, clock, events, log } = deps
  const history = openHistory({ file: home.versionsFile, clock, log })
  const first = loadFirstConfig(home.configFile, lookup, history)
  log.hide(first.secrets)
  for (const problem of first.problems) log.warn(problem)
  if (first.ok) history.record(readSettings(home.configFile))
  const watch = startConfigWatch({
    file: home.configFile,
    first,
    lookup,
    history,
    clock,
    events,
    log: log.child('config'),
    onChange({ secrets, ok }) {
      log.hide(secrets)
      if (ok) history.record(readSettings(home.configFile))
    },
  })
  const settings: SettingsFile = {
    read() {
      if (!isMissing(home.configFile)) return readSettings(home.configFile)
      // It may have gone just now.
      watch.reload()
      const isInForce = watch
        .current()
        .findings.some(({ kind, instead }) => kind === 'gone' && instead === 'before')
      return (isInForce ? history.lastSaid()?.text : undefined) ?? readSettings(home.configFile)
    },
    isGone: () => isMissing(home.configFile) && history.lastSaid() !== undefined,
    write: (text) => writeSettings(home.configFile, text),
  }
  return {
    watch,
    config: () => watch.current().config,
    ...openGivenSecrets(home.credentialsFile, log),
    /** Writes one setting into the file; it is in force when this returns. Throws as `saveSetting`. */
    saveSetting(path: Path, value: string | undefined): void {
      saveSetting(settings, path, value)
      watch.reload()
    },
    /** What the owner sees of the file, and how it is changed. */
    settings: (audit: ConfigFeatureDeps['audit']): ConfigFeature =>
      createConfigFeature({ settings, lookup, first: first.config, watch, history, audit }),
  }
}
