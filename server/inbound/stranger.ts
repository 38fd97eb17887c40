import type { Db } from '#db/client.ts'
import { settleInboxRow } from '#db/queries/inbox.ts'
import { detectLanguage, type Language } from '#protocol/chat/language.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { MeetStranger } from '../pairing/contract.ts'
import { queueNotice } from './refusal.ts'

const WORDS: Readonly<Record<Language, (code: string) => string>> = {
  en: (code) => `Your code: ${code}\n\nIt is good for one hour. Ask the owner to let you in with it.`,
  zh: (code) => `你的配对码：${code}\n\n一小时内有效，请把它告诉主人，由主人批准后再继续。`,
}

/** Ends a stranger's message with a code and nothing else about us, or in silence; all in one transaction. */
export function greetStranger(
  tx: Db,
  meet: MeetStranger,
  stored: { inboxId: string; at: number; message: InboundMessage; writtenName: string },
): void {
  const { inboxId: id, at: settledAt, message, writtenName } = stored
  const { channel, account, senderId, chatId } = message
  const language = detectLanguage(message.text)
  const name = { written: writtenName, shown: message.senderName }
  const greeting = meet(tx, { channel, account, senderId, chatId, name, language })
  if (greeting.kind === 'silence') {
    settleInboxRow(tx, { id, state: 'silent', reason: `pairing-${greeting.reason}`, settledAt })
    return
  }
  settleInboxRow(tx, { id, state: 'replied', reason: 'pairing-code', settledAt })
  queueNotice(tx, { inboxId: id, message, text: WORDS[language](greeting.code), at: settledAt })
}
