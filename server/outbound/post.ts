import type { Db } from '#db/client.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { findSession, touchSession } from '#db/queries/sessions.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'

/** A text for a session; `tainted` and `private` where that holds of what it was made from. */
interface Note {
  readonly sessionId: string
  readonly messageId: string
  readonly text: string
  readonly tainted?: boolean
  readonly private?: boolean
}

export type PostMessage = (note: Note) => string | undefined

/**
 * Says something in a session beside the answers of runs. Returns the message's id, or undefined where
 * there is no such session. Idempotent by `messageId`.
 */
export function createPost(deps: { db: Db; clock: Clock; events: Events }): PostMessage {
  const { db, clock, events } = deps
  return ({ sessionId, messageId, text, ...marks }) => {
    const createdAt = clock.now()
    const message: ChatMessage = {
      id: messageId,
      role: 'assistant',
      parts: [{ type: 'text', text }],
      metadata: { createdAt, status: 'completed', ...marks },
    }
    const outcome = db.transaction(
      (tx) => {
        if (!findSession(tx, sessionId)) return 'no-session'
        if (findMessage(tx, messageId)) return 'repeat'
        saveMessage(tx, sessionId, message)
        touchSession(tx, sessionId, createdAt)
        return 'stored'
      },
      { behavior: 'immediate' },
    )
    if (outcome === 'no-session') return undefined
    if (outcome === 'stored') {
      events.session(sessionId, { type: 'message', message })
      events.system({ type: 'session-change', sessionId })
    }
    return messageId
  }
}
