import type { Db } from '#db/client.ts'
import { settleInboxRow } from '#db/queries/inbox.ts'
import { hasWaitingNotice } from '#db/queries/outbox.ts'
import type { Phrase } from '#protocol/chat/language.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { noticeLanguage } from './notices/notice-language.ts'
import { queueNotice } from './notices/queue-notice.ts'

const WORDS: Partial<Record<ErrorCode, Phrase>> = {
  too_large: {
    en: 'This message is too long for me. Please send it in shorter parts.',
    zh: '这条消息太长，我读不了。请分成几条较短的消息发送。',
  },
  too_many: {
    en: 'Too many messages are waiting here. I did not take this one; please send it again later.',
    zh: '这里等待处理的消息太多，这条我没有收下，请稍后再发。',
  },
  bad_request: {
    en: 'I can read text, pictures and files. This message has none of them.',
    zh: '我能读文字、图片和文件，这条消息里都没有。',
  },
}
const ANY: Phrase = {
  en: 'Sorry, I could not take this message. Please send it again.',
  zh: '抱歉，我没能收下这条消息，请再发一次。',
}

/**
 * Ends a platform's message as failed and tells its chat so, in the transaction that stored it. While
 * one such line waits to be sent to a chat there is no second one: a flood is answered once.
 */
export function refuseMessage(
  tx: Db,
  refusal: { inboxId: string; message: InboundMessage; code: ErrorCode; at: number },
): void {
  const { inboxId, message, code, at } = refusal
  settleInboxRow(tx, { id: inboxId, state: 'failed', reason: code, settledAt: at })
  if (hasWaitingNotice(tx, message)) return
  queueNotice(tx, { inboxId, message, text: (WORDS[code] ?? ANY)[noticeLanguage(message)], at })
}
