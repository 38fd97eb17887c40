import { join } from 'node:path'
import type { Db } from '#db/client.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { type Backups, startBackups } from './backups.ts'
import type { ExportsFeature, SearchFeature } from './contract.ts'
import { createExports } from './exports.ts'
import { startJobs } from './jobs.ts'
import { settleRestored } from './restored.ts'
import { startIndexing } from './search/indexing.ts'
import { createSearch } from './search/search.ts'
import { type Storage, startStorage } from './storage.ts'

export interface Keeping {
  readonly search: SearchFeature
  readonly backups: Backups
  readonly exports: ExportsFeature
  readonly storage: Storage
  stop(): Promise<void>
}

/**
 * Everything that keeps the records safe and finds things in them: search, backups, export, the watch
 * over the disk. A database that comes from a backup is settled first, before anything acts on it.
 */
export function startKeeping(
  deps: {
    db: Db
    database: string
    state: string
    entry: string
    clock: Clock
    events: Events
    log: Log
    failpoint: Failpoint
    isBusy: () => boolean
  } & Parameters<typeof createExports>[0],
): Keeping {
  const { db, database, state, entry, clock, events, log } = deps
  settleRestored({ db, clock, log })
  // Threads of their own: a search does not wait for a copy of minutes, and is given up without it.
  const [searching, copying] = [startJobs({ entry, database, clock }), startJobs({ entry, database, clock })]
  const storage = startStorage({ db, folder: state, clock, events, log })
  const indexing = startIndexing({ db, clock, log })
  const backups = startBackups({
    database,
    folder: join(state, 'backups'),
    jobs: copying,
    clock,
    events,
    log,
    isBusy: deps.isBusy,
    failpoint: deps.failpoint,
  })
  return {
    search: createSearch(searching),
    backups,
    exports: createExports(deps),
    storage,
    async stop() {
      indexing.stop()
      storage.stop()
      await backups.stop()
      await Promise.all([searching.stop(), copying.stop()])
    },
  }
}
