import type { Db } from '#db/client.ts'
import { waitsForOwner } from '#db/queries/runs.ts'
import { countWaiting } from '#db/queries/sessions.ts'
import type { Phrase } from '#protocol/chat/language.ts'
import type { InboundMessage } from '../../channels/channel.ts'
import { noticeLanguage } from './notice-language.ts'
import { queueNotice } from './queue-notice.ts'

const ASKED_HERE: Phrase = {
  en: 'I have this. I go on as soon as you have answered what I asked above (/stop ends it).',
  zh: '收到。等你答复上面的请求后我就继续（/停止 可以结束它）。',
}
const ASKED_THE_OWNER: Phrase = {
  en: 'I have this. I go on as soon as the owner has answered a question of mine.',
  zh: '收到。等主人答复我的一个请求后我就继续。',
}

/**
 * Says to whoever writes while the answer before waits for the owner that his message waits with it: once until
 * somebody has answered. True where there is something to be sent now.
 */
export function tellWaiting(
  tx: Db,
  stored: {
    inboxId: string
    message: InboundMessage
    at: number
    sessionId: string
    from: 'owner' | 'guest'
  },
): boolean {
  const { message, sessionId, from } = stored
  if (countWaiting(tx, sessionId, 2) !== 1 || !waitsForOwner(tx, sessionId)) return false
  const words = from === 'owner' && message.chatKind === 'direct' ? ASKED_HERE : ASKED_THE_OWNER
  queueNotice(tx, { ...stored, text: words[noticeLanguage(message)] })
  return true
}
