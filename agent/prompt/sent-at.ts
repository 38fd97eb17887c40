import { SUMMARY_MARK } from '#protocol/chat/summary.ts'
import type { ChatMessage, ChatPart } from '#protocol/messages.ts'

/**
 * Each message of the user with when and where it was sent in front. What was said once never changes, so
 * the prompt of the next turn begins with the whole of this one's. `note` goes to the newest message: what
 * has to be known of an earlier try to answer it.
 */
export function withSendTimes(
  messages: readonly ChatMessage[],
  { timeZone, note }: { timeZone: string; note?: string | undefined },
): ChatMessage[] {
  const last = messages.findLastIndex(({ role }) => role === 'user')
  return messages.map((message, place) => {
    if (message.role !== 'user' || isSummary(message)) return message
    const sent = describe(message, timeZone)
    const lines = [...(sent === undefined ? [] : [sent]), ...(place === last && note ? [note] : [])]
    if (lines.length === 0) return message
    const stamp: ChatPart = { type: 'text', text: lines.join('\n') }
    return { ...message, parts: [stamp, ...message.parts] }
  })
}

function isSummary({ parts: [first] }: ChatMessage): boolean {
  return first?.type === 'text' && first.text.startsWith(SUMMARY_MARK)
}

function describe({ metadata }: ChatMessage, timeZone: string): string | undefined {
  if (!metadata?.createdAt) return undefined
  const where = metadata.channel === undefined ? '' : `, ${metadata.channel}`
  return `[${formatTime(metadata.createdAt, timeZone)}${where}]`
}

/** A formatter takes half a millisecond to make; an owner lives in few time zones. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatTime(at: number, timeZone: string): string {
  try {
    return `${findFormatter(timeZone).format(at)} ${timeZone}`
  } catch {
    return `${findFormatter('UTC').format(at)} UTC`
  }
}

/** Throws a RangeError for a name that is no time zone. */
function findFormatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  })
  formatters.set(timeZone, made)
  return made
}
