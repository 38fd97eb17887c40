import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { holdInstead, toFinding } from '#protocol/config/findings/finding.ts'
import { type LoadedConfig, withFindings } from '#protocol/config/read.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import type { History } from './history.ts'
import { loadConfig } from './load.ts'
import { isMissing } from './settings-file.ts'

/** Editors write in several steps; the file is read once they have been quiet for so long (milliseconds). */
const QUIET_MS = 100

export interface ConfigWatch {
  /** What is in force: the newest good configuration, with the problems of the newest file. */
  current(): LoadedConfig
  /** Reads the file again now. */
  reload(): void
  stop(): void
}

/**
 * Follows the configuration file. A good edit is in force at once; a bad one leaves the last good
 * configuration in force and says so on the `system` topic and in the log.
 */
export function startConfigWatch(options: {
  file: string
  first: LoadedConfig
  lookup: (name: string) => string | undefined
  history: Pick<History, 'lastInForce' | 'lastSaid'>
  clock: Clock
  events: Events
  log: Log
  onChange: (config: LoadedConfig) => void
}): ConfigWatch {
  const { file, lookup, history, clock, events, log, onChange } = options
  let current = options.first
  let cancel: (() => void) | undefined

  const reload = (): void => {
    const gone = isMissing(file) ? history.lastSaid() : undefined
    if (gone && current.findings.some(({ kind }) => kind === 'gone')) return
    const next = loadConfig(file, lookup)
    if (!gone && sameConfig(next, current)) return
    if (gone) {
      const { at } = gone
      const facts = { kind: 'gone', path: [], instead: 'before', at } as const
      current = withFindings({ ...current, ok: false }, [toFinding(facts)])
      log.warn(current.problems.join(' '))
    } else if (next.ok) {
      current = next
      log.info('The configuration changed.', { problems: next.problems })
    } else {
      const kept = keepInForce(current, next, history.lastInForce('')?.at)
      if (sameConfig(current, kept)) return
      current = kept
      log.warn(`openclaw.json has mistakes: ${kept.problems.join(' ')}`)
    }
    onChange(current)
    events.system({ type: 'config-change', ok: current.ok, problems: [...current.problems] })
  }

  const watcher = watchFolder(dirname(file), log, (name) => {
    if (name !== null && name !== basename(file)) return
    cancel?.()
    cancel = clock.after(QUIET_MS, reload)
  })

  return {
    current: () => current,
    reload,
    stop() {
      cancel?.()
      watcher?.close()
    },
  }
}

/** A good configuration that stays in force beside what is wrong with the newest file. */
export function keepInForce(
  good: LoadedConfig,
  { findings }: Pick<LoadedConfig, 'findings'>,
  at: number | undefined,
): LoadedConfig {
  const kept = toFinding({ kind: 'kept', path: [], ...(at !== undefined && { at }) })
  return withFindings({ ...good, ok: false }, [...findings.map((finding) => holdInstead(finding)), kept])
}

/** The folder, not the file: editors put a new file in the place of the old one. */
function watchFolder(
  folder: string,
  log: Log,
  onEvent: (name: string | null) => void,
): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => onEvent(name))
    watcher.on('error', (error) => log.warn('The configuration file is no longer watched.', { error }))
    return watcher
  } catch (error) {
    log.warn('The configuration file is not watched; changes need a restart.', { error })
    return undefined
  }
}

function sameConfig(a: LoadedConfig, b: LoadedConfig): boolean {
  const text = (loaded: LoadedConfig) => JSON.stringify([loaded.config, loaded.ok, loaded.problems])
  return text(a) === text(b)
}
