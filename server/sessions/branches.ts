import type { Db } from '#db/client.ts'
import { copyMessages, findMessage } from '#db/queries/messages.ts'
import { showVersion } from '#db/queries/panel/versions.ts'
import { hasOpenRun } from '#db/queries/runs.ts'
import { markSessionRead } from '#db/queries/sessions.ts'
import { AppError } from '#protocol/errors.ts'
import type { Events } from '../events.ts'
import type { SessionsFeature } from './contract.ts'
import { forkTitle } from './fork-title.ts'
import { indexCopies } from './index-copies.ts'
import type { Sessions } from './sessions.ts'

/** Other ways through a conversation: the versions of its messages, and conversations that begin as it did. */
export function createBranches(deps: {
  db: Db
  events: Events
  sessions: Sessions
}): Pick<SessionsFeature, 'fork' | 'showVersion'> {
  const { db, events, sessions } = deps
  return {
    async fork(sessionId, messageId, leavesOut = false) {
      const from = sessions.get(sessionId)
      const last = findMessage(db, messageId)
      if (last?.metadata?.status === 'streaming' || last?.metadata?.status === 'waiting') {
        throw new AppError(
          'conflict',
          'This answer is not finished. Fork from it when it is, or stop it first.',
        )
      }
      const { fork, copies } = db.transaction(
        (tx) => {
          const opened = sessions.openFork(tx, from, forkTitle(from, last))
          const copies = copyMessages(tx, { from: from.id, to: opened.id, upTo: messageId, leavesOut })
          markSessionRead(tx, { sessionId: opened.id })
          return { fork: opened, copies }
        },
        { behavior: 'immediate' },
      )
      await indexCopies(db, fork.id, copies)
      events.system({ type: 'session-change', sessionId: fork.id })
      return sessions.get(fork.id)
    },

    showVersion(sessionId, messageId) {
      sessions.get(sessionId)
      const isChanged = db.transaction(
        (tx) => {
          if (hasOpenRun(tx, sessionId)) {
            throw new AppError('conflict', 'An answer is in the making here. Wait for it, or stop it.')
          }
          return showVersion(tx, sessionId, messageId)
        },
        { behavior: 'immediate' },
      )
      if (!isChanged) return
      events.session(sessionId, { type: 'versions-change' })
      events.system({ type: 'session-change', sessionId })
    },
  }
}
