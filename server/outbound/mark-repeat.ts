import { detectLanguage, type Phrase } from '#protocol/chat/language.ts'

/** Room that each part of an answer leaves for the words that say it may be a repeat. */
export const REPEAT_ROOM = 40

const MARK: Phrase = { en: '(This may be a repeat.)', zh: '（这条消息可能重复。）' }

/** Says first that the chat may have this already. Said once, however often it is sent again. */
export function markRepeat(text: string): string {
  if (Object.values(MARK).some((mark) => text.startsWith(mark))) return text
  return `${MARK[detectLanguage(text)]}\n${text}`
}
