import type { ChatMessage } from '#protocol/messages.ts'
import type { SessionSummary } from '#protocol/sessions.ts'
import { firstWords } from './first-words.ts'

/** `Plans (2)`, then `Plans (3)`: words would need a language. */
export function forkTitle(from: SessionSummary, last: ChatMessage | undefined): string {
  const text = last?.parts.find((part) => part.type === 'text')?.text ?? ''
  const title = from.title === '' ? firstWords(text) : from.title
  const [, base = title, number = '1'] = /^(.*?)(?: \((\d{1,4})\))?$/s.exec(title) ?? []
  return `${base} (${Number(number) + 1})`
}
