import type { ChatMessage } from '#protocol/messages.ts'
import { estimateMessage } from '#protocol/models/tokens.ts'

/** Results say in a summary's source no more than this. */
const RESULT_CHARACTERS = 800
/** More than this is not read for one summary; what is older is counted as left out. */
const SOURCE_TOKENS = 60_000

export interface Covered {
  /** What the summary is made of, oldest first. */
  readonly source: ChatMessage[]
  /** The newest message that it covers. */
  readonly through: ChatMessage
  /** Estimated tokens of `source`. */
  readonly tokens: number
  /** Whether there are older messages than the source begins with. */
  readonly partial: boolean
}

/**
 * The part of a conversation that a summary has to cover: all but the newest `keptTokens`, which stay word
 * for word and begin with a user's message. `newestFirst` ends where the last summary or a reset stands.
 * Undefined where all of it may stay.
 */
export function findCovered(
  newestFirst: Iterable<ChatMessage>,
  keptTokens: number,
  slim: (message: ChatMessage, characters: number) => ChatMessage,
): Covered | undefined {
  const kept: ChatMessage[] = []
  const source: ChatMessage[] = []
  let keptSize = 0
  let sourceSize = 0
  let partial = false
  for (const message of newestFirst) {
    const size = estimateMessage(message.parts)
    if (source.length === 0 && keptSize + size <= keptTokens) {
      keptSize += size
      kept.unshift(message)
      continue
    }
    const short = slim(message, RESULT_CHARACTERS)
    sourceSize += estimateMessage(short.parts)
    if (sourceSize > SOURCE_TOKENS && source.length > 0) {
      partial = true
      break
    }
    source.unshift(short)
  }
  // The kept part begins with a question: an answer without one belongs to what is covered.
  const firstQuestion = kept.findIndex((message) => message.role === 'user')
  const orphans = source.length === 0 ? [] : kept.slice(0, firstQuestion < 0 ? kept.length : firstQuestion)
  source.push(...orphans.map((message) => slim(message, RESULT_CHARACTERS)))
  const through = source.at(-1)
  if (!through) return undefined
  return { source, through, tokens: sourceSize, partial }
}
