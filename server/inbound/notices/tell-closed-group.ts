import type { Db } from '#db/client.ts'
import { findDirectChat, hasEndedSo, settleInboxRow } from '#db/queries/inbox.ts'
import type { Phrase } from '#protocol/chat/language.ts'
import type { InboundMessage } from '../../channels/channel.ts'
import { noticeLanguage } from './notice-language.ts'
import { queueNotice } from './queue-notice.ts'

/** The owner was told directly; the group hears nothing. */
const TOLD = 'group-not-allowed-told'

const words = (group: string, command: string): Phrase => ({
  en: `You wrote to me in a group${group} where I may not answer yet. To let me answer there: *People*, *Allow a group* in the panel, or\n\n\`${command}\``,
  zh: `你在一个群${group}里对我说话，但我还不能在那里回答。要允许我回答：在控制面板的“联系人”页点“允许群组”，或运行\n\n\`${command}\``,
})

/**
 * Ends a message by which the owner spoke to us in a group that is not allowed: the first one is answered in his direct
 * chat, with what lets the group in. False, and nothing done, where he was told already, or was never met directly.
 */
export function tellClosedGroup(
  tx: Db,
  stored: { inboxId: string; at: number; message: InboundMessage },
): boolean {
  const { inboxId, at, message } = stored
  const { channel, account, chatId, chatTitle = '' } = message
  const direct = findDirectChat(tx, message)
  if (!direct || hasEndedSo(tx, { channel, account, chatId, reason: TOLD })) return false
  settleInboxRow(tx, { id: inboxId, state: 'silent', reason: TOLD, settledAt: at })
  const name = chatTitle.replace(/[\\`*_~[\]()<>|#]/g, '').trim()
  const command = `openclaw contacts allow-group ${channel} ${chatId}${account === 'default' ? '' : ` --account ${account}`}`
  const phrase = words(name === '' ? '' : ` (${name})`, command)
  const { threadId: _topic, ...where } = { ...message, chatId: direct.chatId }
  queueNotice(tx, { inboxId, message: where, text: phrase[noticeLanguage(message)], at })
  return true
}
