import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { verifyBackup } from '#db/backup.ts'
import { holdFileLock } from '#db/file-lock.ts'
import { type Home, locateHome } from '#protocol/config/home.ts'
import { toAppError } from '#protocol/errors.ts'
import { findCommandGuard } from './boot/command-guard.ts'
import { findForeignHome } from './boot/foreign-home.ts'
import { createEnv, VENDOR_KEYS } from './env.ts'
import { listBackups } from './keeping/backup-files.ts'

/**
 * `inspect.js`: what the gateway would find in this home, as one line of JSON, whether or not one runs.
 * Changes nothing.
 */
function main(): void {
  const env = createEnv()
  const home = locateHome(env.home)
  const foreign = findForeignHome(home)
  const report = {
    /** By which sign the home is another program's. */
    foreign: foreign ?? null,
    lock: foreign === undefined ? readLock(home) : 'free',
    database: foreign === undefined ? readDatabase(home) : { state: 'absent', problem: null },
    backups: listBackups(join(home.state, 'backups')),
    commandGuard: findCommandGuard(env.lookup('PATH')),
    /** Vendors with a key in the environment. */
    keys: Object.entries(VENDOR_KEYS).flatMap(([vendor, names]) => (names.some(env.lookup) ? vendor : [])),
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)
}

function readLock({ lockFile }: Home): 'free' | 'held' | 'unusable' {
  if (!existsSync(lockFile)) return 'free'
  try {
    const lock = holdFileLock(lockFile)
    lock?.release()
    return lock ? 'free' : 'held'
  } catch {
    return 'unusable' // no lock file of ours, or not readable: the gateway says the same at its start
  }
}

/** Reads every page; a gateway that runs goes on meanwhile. */
function readDatabase({ database }: Home): {
  state: 'absent' | 'good' | 'unseen' | 'broken'
  problem: string | null
} {
  if (!existsSync(database)) return { state: 'absent', problem: null }
  try {
    verifyBackup(database)
    return { state: 'good', problem: null }
  } catch (cause) {
    const { code, message } = toAppError(cause)
    return { state: code === 'state_unwritable' ? 'unseen' : 'broken', problem: message }
  }
}

main()
