import { setImmediate } from 'node:timers/promises'
import type { Db } from '#db/client.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'

const BATCH = 50

/** What is saved is indexed for search: copies, a few at a time, so that nobody waits for a long history. */
export async function indexCopies(db: Db, sessionId: string, messageIds: readonly string[]): Promise<void> {
  for (let start = 0; start < messageIds.length; start += BATCH) {
    db.transaction(
      (tx) => {
        for (const id of messageIds.slice(start, start + BATCH)) {
          const copy = findMessage(tx, id)
          if (copy) saveMessage(tx, sessionId, copy)
        }
      },
      { behavior: 'immediate' },
    )
    await setImmediate()
  }
}
