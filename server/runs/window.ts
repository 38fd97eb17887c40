import type { Db } from '#db/client.ts'
import { findMessage, listMessages } from '#db/queries/messages.ts'
import { listOpenRuns, type Run } from '#db/queries/runs.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'

/**
 * How much history a model gets, in characters of JSON: about 60 000 tokens at four characters a token,
 * which fits every model of the catalogue with room for tools and an answer.
 */
export const HISTORY_CHARACTERS = 240_000
/** Messages are read in pages of this many, newest page first. */
const PAGE = 30

/**
 * The newest messages of a session that fit, oldest first, the run's own user message last and always
 * in. Messages are taken whole, so that no tool call is parted from its result. What belongs to runs
 * that have not ended (this one's answer, messages that still wait) stays out.
 */
export function historyWindow(db: Db, run: Run): ChatMessage[] {
  const own = findMessage(db, run.userMessageId)
  if (!own) throw new AppError('not_found', 'The message that this answer belongs to is gone.')
  const unfinished = new Set<string>(
    listOpenRuns(db)
      .filter((open) => open.sessionId === run.sessionId)
      .flatMap((open) => [open.userMessageId, open.messageId]),
  )
  unfinished.add(run.userMessageId).add(run.messageId)

  const window = [own]
  let characters = JSON.stringify(own.parts).length
  for (const message of newestFirst(db, run.sessionId)) {
    if (unfinished.has(message.id)) continue
    characters += JSON.stringify(message.parts).length
    if (characters > HISTORY_CHARACTERS) break
    window.unshift(message)
  }
  return startWithUser(window)
}

function* newestFirst(db: Db, sessionId: string): Generator<ChatMessage> {
  let before: string | undefined
  for (let hasMore = true; hasMore; ) {
    const page = listMessages(db, { sessionId, before, limit: PAGE })
    yield* page.messages.toReversed()
    before = page.messages[0]?.id
    hasMore = page.hasMore
  }
}

/** Vendors refuse a conversation that begins with an answer. */
function startWithUser(window: ChatMessage[]): ChatMessage[] {
  const first = window.findIndex((message) => message.role === 'user')
  return first > 0 ? window.slice(first) : window
}
