import type { Db } from '#db/client.ts'
import { settleInboxRow } from '#db/queries/inbox.ts'
import type { Language } from '#protocol/chat/language.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { MeetStranger } from '../pairing/contract.ts'
import type { Admission } from './admit.ts'
import { noticeLanguage } from './notices/notice-language.ts'
import { queueNotice } from './notices/queue-notice.ts'

const WORDS: Readonly<Record<Language, (code: string) => string>> = {
  en: (code) => `Your code: ${code}\n\nIt is good for one hour. Ask the owner to let you in with it.`,
  zh: (code) => `你的配对码：${code}\n\n一小时内有效，请把它告诉主人，由主人批准后再继续。`,
}

/**
 * Ends the message of somebody who is not let in, in the transaction that stored it: with a code and
 * nothing else about us where he may ask for one, else in silence.
 */
export function turnAway(
  tx: Db,
  meet: MeetStranger,
  turned: {
    inboxId: string
    at: number
    message: InboundMessage
    writtenName: string
    admission: Extract<Admission, { kind: 'stranger' | 'ignored' }>
  },
): void {
  const { inboxId: id, at: settledAt, message, admission } = turned
  const stay = (reason: string): boolean => settleInboxRow(tx, { id, state: 'silent', reason, settledAt })
  if (admission.kind === 'ignored' || !admission.mayAsk) return void stay(admission.reason)

  const { channel, account, senderId, chatId } = message
  const language = noticeLanguage(message)
  const name = { written: turned.writtenName, shown: message.senderName }
  const greeting = meet(tx, { channel, account, senderId, chatId, name, language })
  if (greeting.kind === 'silence') return void stay(`pairing-${greeting.reason}`)
  settleInboxRow(tx, { id, state: 'replied', reason: 'pairing-code', settledAt })
  queueNotice(tx, { inboxId: id, message, text: WORDS[language](greeting.code), at: settledAt })
}
