import type { Db } from '#db/client.ts'
import { findMessage } from '#db/queries/messages.ts'
import { findRun } from '#db/queries/runs.ts'
import { findSession } from '#db/queries/sessions.ts'
import type { PostMessage } from './post.ts'

/**
 * Brings the answer to a task into the conversation that gave it, saying where it comes from. It keeps its
 * taint and its privacy: whoever reads it there has read what its author had read.
 */
export function createReport(deps: { db: Db; post: PostMessage }): PostMessage {
  const { db, post } = deps
  return ({ sessionId, messageId, text }) => {
    const run = findRun(db, messageId.slice(0, messageId.lastIndexOf(':')))
    const title = run && findSession(db, run.sessionId)?.title
    const { tainted, private: isPrivate } = (run && findMessage(db, run.messageId)?.metadata) ?? {}
    return post({
      sessionId,
      messageId,
      text: title ? `**${title.replace(/[*\s]+/g, ' ').trim()}**\n\n${text}` : text,
      ...(tainted ? { tainted } : {}),
      ...(isPrivate ? { private: true } : {}),
    })
  }
}
