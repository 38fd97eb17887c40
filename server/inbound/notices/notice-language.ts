import { detectLanguage, type Language } from '#protocol/chat/language.ts'
import type { InboundMessage } from '../../channels/channel.ts'

/** The language for a line of ours: of the words, or of the person's app where they have none, as `/start`. */
export function noticeLanguage({ text, language }: Pick<InboundMessage, 'text' | 'language'>): Language {
  const hasWords = /\p{L}/u.test(text.replace(/^\s*\/\S*/u, ''))
  return hasWords ? detectLanguage(text) : (language ?? detectLanguage(text))
}
