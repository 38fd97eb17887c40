import type { ChatMessage } from '#protocol/messages.ts'

/** The words of a message without reasoning and tools. */
export function messageText(message: ChatMessage): string {
  return message.parts
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('\n\n')
    .trim()
}
