import type { Db } from '#db/client.ts'
import { deletePresses } from '#db/queries/channels/prompts.ts'
import { deleteSentMessages, deleteTombstones, emptySettledMessages } from '#db/queries/keeping/pruning.ts'
import { toAppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

const DAY_MS = 24 * 60 * 60_000
/** The text of a settled message is needed this long: as what was said before in a group. */
const CONTENT_MS = 7 * DAY_MS
/** Its dedupe keys stay this much longer; Telegram, for one, holds undelivered updates for a day. */
const TOMBSTONE_MS = CONTENT_MS + 30 * DAY_MS
/** Rows of one kind in one go, and the pause where there are more. */
const BATCH = 2_000
const PAUSE_MS = 1_000

/** Once a day, beginning now: forgets what came in and went out so long ago that nothing needs it. */
export function startPruning(deps: { db: Db; clock: Clock; log: Pick<Log, 'warn'> }): {
  stop(): Promise<void>
} {
  const { db, clock, log } = deps
  let cancel = () => {}

  function prune(): boolean {
    const now = clock.now()
    return db.transaction(
      (tx) => {
        const counts = [
          emptySettledMessages(tx, now - CONTENT_MS, BATCH),
          deleteTombstones(tx, now - TOMBSTONE_MS, BATCH),
          deleteSentMessages(tx, now - TOMBSTONE_MS, BATCH),
          deletePresses(tx, now - TOMBSTONE_MS, BATCH),
        ]
        return counts.includes(BATCH)
      },
      { behavior: 'immediate' },
    )
  }

  function run(): void {
    let pause = DAY_MS
    try {
      if (prune()) pause = PAUSE_MS
    } catch (cause) {
      log.warn('Old messages could not be pruned; this is tried again tomorrow', { error: toAppError(cause) })
    }
    cancel = clock.after(pause, run)
  }
  run()

  return {
    async stop() {
      cancel()
    },
  }
}
