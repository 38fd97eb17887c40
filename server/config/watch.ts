import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { sentenceOf } from '#protocol/config/findings/finding.ts'
import type { LoadedConfig } from '#protocol/config/read.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { loadConfig } from './load.ts'

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
  clock: Clock
  events: Events
  log: Log
  onChange: (config: LoadedConfig) => void
}): ConfigWatch {
  const { file, lookup, clock, events, log, onChange } = options
  let current = options.first
  let cancel: (() => void) | undefined

  const reload = (): void => {
    const next = loadConfig(file, lookup)
    if (sameConfig(next, current)) return
    if (next.ok) {
      current = next
      log.info('The configuration changed.', { problems: next.problems })
    } else {
      const kept = keepInForce(current, next)
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
export function keepInForce(good: LoadedConfig, { findings }: Pick<LoadedConfig, 'findings'>): LoadedConfig {
  const problems = [...findings.map(sentenceOf), 'The last good configuration stays in force.']
  return { ...good, ok: false, problems, findings }
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
