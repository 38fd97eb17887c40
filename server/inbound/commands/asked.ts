import type { Db } from '#db/client.ts'
import type { InboxRow } from '#db/queries/inbox.ts'
import { listMessages } from '#db/queries/messages.ts'
import type { Session } from '#db/queries/sessions.ts'
import { detectLanguage, type Language, type Phrase } from '#protocol/chat/language.ts'

/** A chat command with who asked, where. */
export interface Asked
  extends Pick<InboxRow, 'text' | 'channel' | 'account' | 'chatKind' | 'senderId' | 'senderName'> {
  readonly from: 'owner' | 'guest'
  readonly session: Session
  readonly language: Language
}

/** Gives the answer's text. Throws only what should not happen; a refusal is an answer too. */
export type Reply = (asked: Asked) => string | Promise<string>

export const say = (asked: Pick<Asked, 'language'>, phrase: Phrase): string => phrase[asked.language]

/** How far back the language of a conversation is looked for. */
const LAST_MESSAGES = 20

/** The language of the words themselves; a bare `/status` has none, so the last messages tell. */
export function findLanguage(db: Db, sessionId: string, text: string): Language {
  if (/\p{Script=Han}/u.test(text))
    return detectLanguage(text.replace(/^\s*[/／]\S*/u, (word) => word.slice(1)))
  if (!/^\s*[/／]/u.test(text)) return detectLanguage(text)
  const { messages } = listMessages(db, { sessionId, limit: LAST_MESSAGES })
  const last = messages.findLast((message) => message.role === 'user' && !message.metadata?.command)
  const words = last?.parts.map((part) => (part.type === 'text' ? part.text : '')).join(' ') ?? ''
  return detectLanguage(words)
}
