import type { ChatMessage } from '#protocol/messages.ts'
import { cutToTokens } from '#protocol/models/tokens.ts'

/**
 * A record made without a model: the task in the user's own words, the newest questions, and how much is
 * left out. It always fits and always can be made.
 */
export function recordByRule(part: {
  source: readonly ChatMessage[]
  task: ChatMessage | undefined
  earlier: string | null
  limitTokens: number
}): string {
  const { source, task, earlier, limitTokens } = part
  const third = Math.floor(limitTokens / 3)
  const questions = source.filter((message) => message.role === 'user' && message.id !== task?.id)
  const asked = questions
    .slice(-5)
    .map((message) => `- ${cutToTokens(wordsOf(message), Math.floor(third / 6))}`)
    .join('\n')
  const sections = [
    earlier === null ? undefined : cutToTokens(earlier, third),
    task && earlier === null ? `Task: ${cutToTokens(wordsOf(task), third)}` : undefined,
    asked === '' ? undefined : `Asked since:\n${asked}`,
    `${source.length} messages are left out here; the conversation keeps them.`,
  ]
  return cutToTokens(sections.filter((section) => section !== undefined).join('\n\n'), limitTokens)
}

function wordsOf(message: ChatMessage): string {
  return message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
}
