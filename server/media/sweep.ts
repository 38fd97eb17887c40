import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '#db/client.ts'
import { deleteExpiredMedia, isMediaHash } from '#db/queries/media/media.ts'
import { toAppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { fileOf, PART_PREFIX } from './write-file.ts'

const HOUR_MS = 60 * 60_000
/** A file that was sent and never became part of a message is kept this long. */
const UNUSED_MS = 24 * HOUR_MS

/** Removes the bytes of a file that nobody names any more. Idempotent. */
export function removeUnnamed(db: Db, folder: string, hash: string): void {
  if (!isMediaHash(db, hash)) rmSync(fileOf(folder, hash), { force: true })
}

/**
 * At the start and every hour: forgets files that have expired, and removes bytes that nothing names, such as
 * what a crash left. Bytes younger than an hour stay: somebody may be about to name them.
 */
export function startSweep(deps: { db: Db; clock: Clock; folder: string; log: Pick<Log, 'info' | 'warn'> }): {
  stop(): void
} {
  const { db, clock, folder, log } = deps
  const startedAt = Date.now()
  let cancel = () => {}

  function removeParts(): void {
    for (const name of readdirSync(folder)) {
      const part = join(folder, name)
      // A newer one is being written.
      if (name.startsWith(PART_PREFIX) && statSync(part).mtimeMs < startedAt) rmSync(part, { force: true })
    }
  }

  function removeBytes(): number {
    let removed = 0
    for (const drawer of readdirSync(folder).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
      for (const hash of readdirSync(join(folder, drawer))) {
        const file = join(folder, drawer, hash)
        // By the file's own clock, which is the machine's.
        if (isMediaHash(db, hash) || Date.now() - statSync(file).mtimeMs < HOUR_MS) continue
        rmSync(file, { force: true })
        removed += 1
      }
    }
    return removed
  }

  function sweep(): void {
    try {
      const now = clock.now()
      const expired = deleteExpiredMedia(db, { now, unusedBefore: now - UNUSED_MS })
      const removed = existsSync(folder) ? removeBytes() : 0
      if (expired + removed > 0) log.info('Old files were removed.', { expired, removed })
    } catch (cause) {
      log.warn('Old files could not be removed; this is tried again in an hour', { error: toAppError(cause) })
    }
    cancel = clock.after(HOUR_MS, sweep)
  }

  removeParts()
  sweep()
  return { stop: () => cancel() }
}
