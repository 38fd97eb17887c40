import { existsSync, renameSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError, toAppError } from '#protocol/errors.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { backupName, listBackups, prepareFolder, pruneBackups, saveRecord } from './backup-files.ts'
import type { BackupInfo, BackupsFeature } from './contract.ts'
import type { Jobs } from './jobs.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** After the start, and while answers are in the making, a backup that is due waits this long. */
const QUIET_MS = 5 * MINUTE
const LOOK_MS = 60 * MINUTE
/** A copy of a very large database on a slow disk. */
const COPY_LIMIT_MS = 30 * MINUTE
/** What has to stay free on the disk, in bytes. */
const RESERVE_BYTES = 64 * 1024 * 1024

export interface Backups extends BackupsFeature {
  /** When the last good one was made, and what went wrong since, if anything. */
  health(): { lastAt: number | null; problem: string | null }
  stop(): Promise<void>
}

/**
 * Makes a verified copy of the database each day that something changed, keeps 7 days and 4 weeks of
 * them, and says so where one fails. One that was due while the gateway was off is made after 5 minutes.
 */
export function startBackups(deps: {
  database: string
  folder: string
  jobs: Jobs
  clock: Clock
  events: Events
  log: Pick<Log, 'info' | 'error'>
  /** Whether an answer is in the making. */
  isBusy: () => boolean
  failpoint: Failpoint
}): Backups {
  const { database, folder, jobs, clock, events, log, isBusy, failpoint } = deps
  let problem: string | null = null
  let current: Promise<BackupInfo> | undefined
  let cancelTimer = () => {}

  const newest = (): BackupInfo | undefined => listBackups(folder).find(({ verified }) => verified)

  function isDue(): boolean {
    const last = newest()
    if (!last) return true
    const age = clock.now() - last.createdAt
    // A backup from the future says that the clock was set back: then a day may never pass.
    return (age >= DAY || age < 0) && writtenAt() > last.createdAt
  }

  function writtenAt(): number {
    const files = [database, `${database}-wal`]
    return Math.max(...files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0))
  }

  async function make(): Promise<BackupInfo> {
    prepareFolder(folder)
    requireSpace()
    const at = freeSecond()
    const name = backupName(at)
    const file = join(folder, name)
    const { contents } = await jobs.run({ kind: 'copy', to: `${file}.part` }, COPY_LIMIT_MS)
    failpoint('backup.before-record')
    const { size: bytes } = statSync(`${file}.part`)
    saveRecord(file, contents, bytes)
    renameSync(`${file}.part`, file)
    failpoint('backup.before-prune')
    pruneBackups(folder)
    return { name, createdAt: at - (at % 1000), bytes, verified: true }
  }

  function freeSecond(): number {
    let at = clock.now()
    while (existsSync(join(folder, backupName(at)))) at += 1000
    return at
  }

  function requireSpace(): void {
    const { bavail, bsize } = statfsSync(dirname(folder))
    const needed = statSync(database).size + RESERVE_BYTES
    if (bavail * bsize >= needed) return
    throw new AppError(
      'state_unwritable',
      `There is no room for a backup in ${folder}: ${Math.ceil(needed / 1e6)} MB are needed. Free some space.`,
    )
  }

  function report(name: string | null, failure: string | null): void {
    problem = failure
    events.system({ type: 'backup-change', name, problem: failure })
  }

  function create(): Promise<BackupInfo> {
    current ??= make()
      .then((backup) => {
        log.info('The database was backed up.', { name: backup.name, bytes: backup.bytes })
        report(backup.name, null)
        return backup
      })
      .catch((cause: unknown) => {
        const error = toAppError(cause)
        log.error('The backup failed.', { error: cause })
        report(null, error.message)
        throw error
      })
      .finally(() => {
        current = undefined
      })
    return current
  }

  function look(): void {
    const isWaiting = isDue()
    if (isWaiting && !isBusy()) void create().catch(() => undefined) // told in create()
    cancelTimer = clock.after(isWaiting ? QUIET_MS : LOOK_MS, look)
  }

  cancelTimer = clock.after(QUIET_MS, look)
  return {
    list: () => listBackups(folder),
    create,
    health: () => ({ lastAt: newest()?.createdAt ?? null, problem }),
    async stop() {
      cancelTimer()
      await current?.catch(() => undefined)
    },
  }
}
