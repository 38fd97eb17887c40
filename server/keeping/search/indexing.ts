import type { Db } from '#db/client.ts'
import { countUnindexed, indexMissing } from '#db/queries/keeping/search.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'

/** Rows looked at in one go, and the pause after it for everybody else. */
const BATCH = 100
const PAUSE_MS = 20

/** Puts messages that were stored before there was an index into it, a few at a time. */
export function startIndexing(deps: { db: Db; clock: Clock; log: Pick<Log, 'info' | 'warn'> }): {
  stop(): void
} {
  const { db, clock, log } = deps
  let cancelTimer = () => {}

  function goOn(after: number): void {
    try {
      const next = db.transaction((tx) => indexMissing(tx, after, BATCH), { behavior: 'immediate' })
      if (next === undefined) log.info('The search index is complete.')
      else cancelTimer = clock.after(PAUSE_MS, () => goOn(next))
    } catch (error) {
      log.warn('Older messages could not be put into the search index; the next start tries again.', {
        error,
      })
    }
  }

  if (countUnindexed(db) > 0) cancelTimer = clock.after(PAUSE_MS, () => goOn(0))
  return { stop: () => cancelTimer() }
}
