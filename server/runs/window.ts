import type { Db } from '#db/client.ts'
import { findMessage, listMessages } from '#db/queries/messages.ts'
import { listUnfinishedMessages, type Run } from '#db/queries/runs.ts'
import { findSummary, type Summary } from '#db/queries/summaries.ts'
import { capOutput } from '#protocol/chat/cap-output.ts'
import { summaryMessage } from '#protocol/chat/summary.ts'
import { isToolPart } from '#protocol/chat/tool-part.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage, ChatPart } from '#protocol/messages.ts'
import { estimateMessage } from '#protocol/models/tokens.ts'
import { TOOL_TEXT_LIMIT } from '#protocol/tools.ts'

/** Messages are read in pages of this many, newest page first. */
const PAGE = 30
/** The newest messages keep their tool results whole; those of older ones are cut to this many characters. */
const WHOLE_RESULTS = 6
const OLD_RESULT_CHARACTERS = 4_000

export interface HistoryWindow {
  /** Oldest first; a summary stands before them where there is one. Never begins with an answer. */
  readonly messages: ChatMessage[]
  /** What `messages` are estimated at. */
  readonly tokens: number
  /** The summary that `messages` begin with. */
  readonly summary: Summary | undefined
  /** Whether older messages had to stay out that no summary covers. */
  readonly overflows: boolean
}

export type Windows = ReturnType<typeof createWindows>

/** The windows over one store. */
export function createWindows(db: Db) {
  return {
    ofRun: (run: Run, budgetTokens: number) => runWindow(db, run, budgetTokens),
    ofSession: (sessionId: string, budgetTokens: number) => sessionWindow(db, { sessionId, budgetTokens }),
    newestFirst: (sessionId: string) => newestFirst(db, sessionId),
    unfinished: (sessionId: string): ReadonlySet<string> => unfinishedMessages(db, sessionId),
    slim: slimMessage,
  }
}

/** The prompt's part of a session's history for a run: what fits, and the run's own user message, which is always in. */
export function runWindow(db: Db, run: Run, budgetTokens: number): HistoryWindow {
  const own = findMessage(db, run.userMessageId)
  if (!own) throw new AppError('not_found', 'The message that this answer belongs to is gone.')
  const unfinished = unfinishedMessages(db, run.sessionId).add(run.userMessageId).add(run.messageId)
  return sessionWindow(db, { sessionId: run.sessionId, budgetTokens, own, unfinished })
}

/**
 * The newest messages of a session that fit, read in pages from its end to its summary, its last reset or
 * its beginning. Messages are taken whole, so that no tool call is parted from its result; only results of
 * older messages are cut. `unfinished` stays out (what belongs to runs that have not ended), and so do chat
 * commands, which no model gets.
 */
function sessionWindow(
  db: Db,
  session: { sessionId: string; budgetTokens: number; own?: ChatMessage; unfinished?: ReadonlySet<string> },
): HistoryWindow {
  const { sessionId, budgetTokens, own, unfinished } = session
  const summary = findSummary(db, sessionId)
  const window: ChatMessage[] = own ? [own] : []
  let tokens = own ? estimateMessage(own.parts) : 0
  for (const message of newestFirst(db, sessionId)) {
    if (message.id === summary?.throughMessageId) return close(window, { tokens, summary, overflows: false })
    if (message.metadata?.marker === 'reset') break
    if (unfinished?.has(message.id) || message.metadata?.command !== undefined) continue
    const slim = slimMessage(message, window.length < WHOLE_RESULTS ? TOOL_TEXT_LIMIT : OLD_RESULT_CHARACTERS)
    const cost = estimateMessage(slim.parts)
    if (tokens + cost > budgetTokens) return close(window, { tokens, summary, overflows: true })
    tokens += cost
    window.unshift(slim)
  }
  return close(window, { tokens, summary: undefined, overflows: false })
}

/** Questions and answers of a session's runs that have not ended. */
function unfinishedMessages(db: Db, sessionId: string): Set<string> {
  return new Set(listUnfinishedMessages(db, sessionId))
}

/** The messages of a session from its end backwards, a page in memory at a time. */
function* newestFirst(db: Db, sessionId: string): Generator<ChatMessage> {
  let before: string | undefined
  for (let hasMore = true; hasMore; ) {
    const page = listMessages(db, { sessionId, before, limit: PAGE })
    yield* page.messages.toReversed()
    before = page.messages[0]?.id
    hasMore = page.hasMore
  }
}

/** The message with its tool results cut to `limit` characters. */
function slimMessage(message: ChatMessage, limit: number): ChatMessage {
  return { ...message, parts: message.parts.map((part) => slimPart(part, limit)) }
}

function slimPart(part: ChatPart, limit: number): ChatPart {
  if (!isToolPart(part) || part.state !== 'output-available') return part
  return { ...part, output: capOutput(part.output, limit) } as ChatPart
}

/** Vendors refuse a conversation that begins with an answer. */
function close(
  window: ChatMessage[],
  { tokens, summary, overflows }: Omit<HistoryWindow, 'messages'>,
): HistoryWindow {
  const first = window.findIndex((message) => message.role === 'user')
  const messages = first > 0 ? window.slice(first) : window
  if (!summary) return { messages, tokens, summary, overflows }
  const opening = toMessage(summary)
  return {
    messages: [opening, ...messages],
    tokens: tokens + estimateMessage(opening.parts),
    summary,
    overflows,
  }
}

function toMessage(summary: Summary): ChatMessage {
  return {
    id: `summary-${summary.id}`,
    role: 'user',
    parts: [{ type: 'text', text: summaryMessage(summary.text) }],
    metadata: {
      createdAt: summary.createdAt,
      ...(summary.tainted ? { tainted: true } : {}),
      ...(summary.private ? { private: true } : {}),
    },
  }
}
