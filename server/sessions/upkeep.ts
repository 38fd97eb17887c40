import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { deleteSession } from '#db/queries/keeping/session-removal.ts'
import { findLastMessage, saveMessage } from '#db/queries/messages.ts'
import { touchSession } from '#db/queries/sessions.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import { createBranches } from './branches.ts'
import type { SessionsFeature } from './contract.ts'
import type { KeptResults } from './kept-results.ts'
import { MAIN_SESSION_KEY } from './session-key.ts'
import type { Sessions } from './sessions.ts'

/** Runs may begin while others are being stopped; after this many tries somebody keeps writing. */
const STOP_TRIES = 20

/** What is done to a whole conversation: begin afresh in it, go on from a part of it, remove it. */
export function createUpkeep(deps: {
  db: Db
  clock: Clock
  events: Events
  sessions: Sessions
  isRunning: (sessionId: string) => boolean
  stopRun: (sessionId: string) => Promise<boolean>
  /** Ends what it has started in the background; never rejects. */
  endCommands: (sessionId: string) => Promise<void>
  /** The files that were kept for a session: their names are read before its rows go, removed after. */
  files: KeptResults
  /** The same for the files of its messages. */
  takeMedia: (sessionId: string) => () => Promise<number>
  /** Names of the backups made at or after this time. */
  listBackupsSince: (createdAt: number) => string[]
}): Pick<SessionsFeature, 'reset' | 'fork' | 'showVersion' | 'delete'> {
  const { db, clock, events, sessions, isRunning } = deps

  function changed(sessionId: string) {
    events.system({ type: 'session-change', sessionId })
    return sessions.get(sessionId)
  }

  async function stopAll(sessionId: string): Promise<void> {
    for (let tries = 0; isRunning(sessionId); tries += 1) {
      if (tries === STOP_TRIES) {
        throw new AppError('conflict', 'Messages keep coming into this conversation. Try again in a moment.')
      }
      await deps.stopRun(sessionId)
    }
  }

  return {
    ...createBranches(deps),

    reset(sessionId) {
      sessions.get(sessionId)
      if (findLastMessage(db, sessionId)?.metadata?.marker === 'reset') return sessions.get(sessionId)
      const createdAt = clock.now()
      const marker: ChatMessage = {
        id: randomUUID(),
        role: 'system',
        parts: [],
        metadata: { createdAt, marker: 'reset' },
      }
      db.transaction(
        (tx) => {
          saveMessage(tx, sessionId, marker)
          touchSession(tx, sessionId, createdAt)
        },
        { behavior: 'immediate' },
      )
      void deps.endCommands(sessionId)
      events.session(sessionId, { type: 'message', message: marker })
      return changed(sessionId)
    },

    async delete(sessionId) {
      const session = sessions.get(sessionId)
      if (session.key === MAIN_SESSION_KEY) {
        throw new AppError(
          'conflict',
          'The main conversation cannot be deleted. Reset it, and the model sees nothing from before.',
        )
      }
      await stopAll(sessionId)
      await deps.endCommands(sessionId)
      const at = clock.now()
      const kept = deps.files.list(sessionId)
      const removeMedia = deps.takeMedia(sessionId)
      const counts = db.transaction((tx) => deleteSession(tx, { sessionId, at }), { behavior: 'immediate' })
      const files = deps.files.remove(kept) + (await removeMedia())
      events.system({ type: 'session-change', sessionId })
      return { ...counts, files, backups: deps.listBackupsSince(session.createdAt) }
    },
  }
}
