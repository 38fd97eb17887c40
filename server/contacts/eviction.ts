import type { Db } from '#db/client.ts'
import { type InboxRow, listOpenMessages } from '#db/queries/inbox.ts'
import { toAppError } from '#protocol/errors.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'

/**
 * Stops what is under way for people who are not let in any more: the answer that is being made, and the
 * messages that wait. Looks by itself whenever the configuration changed.
 */
export function startEviction(deps: {
  db: Db
  events: Events
  /** Whether whoever wrote this may still be heard and answered. */
  isLetIn: (row: InboxRow) => boolean
  /** Ends the running answer of a session. */
  stopRun: (sessionId: string) => Promise<boolean>
  /** Takes a message back that nobody has begun to answer; throws where somebody has. */
  removeMessage: (runId: string) => void
  log: Pick<Log, 'error'>
}): { evict(): void; stop(): void } {
  const { db, log } = deps

  function takeBack(runId: string): boolean {
    try {
      deps.removeMessage(runId)
      return true
    } catch {
      return false
    }
  }

  function evict(): void {
    const unwanted = listOpenMessages(db).filter((row) => !deps.isLetIn(row))
    // First what waits: nothing of it may begin when what runs has ended.
    const begun = unwanted.filter(({ runId }) => runId === null || !takeBack(runId))
    for (const sessionId of new Set(begun.map((row) => row.sessionId))) {
      deps.stopRun(sessionId).catch((error: unknown) => {
        log.error('An answer to somebody who was shut out could not be stopped', { sessionId, error })
      })
    }
  }

  const unsubscribe = deps.events.subscribe((_topic, event) => {
    if (event.type !== 'config-change') return
    try {
      evict()
    } catch (cause) {
      log.error('It could not be looked up who was shut out', { error: toAppError(cause) })
    }
  })
  return { evict, stop: unsubscribe }
}
