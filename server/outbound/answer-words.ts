import type { Db } from '#db/client.ts'
import { findContact } from '#db/queries/access/contacts.ts'
import type { InboxRow } from '#db/queries/inbox.ts'
import { findSession } from '#db/queries/sessions.ts'
import { phraseShape } from '#protocol/chat/error-words.ts'
import { detectLanguage, type Phrase } from '#protocol/chat/language.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import { SESSION_CHANNEL } from '../own-channels.ts'
import type { RunEnd } from './settle.ts'

/** Characters of the line above an answer that says what it is about. */
const SUBJECT_LENGTH = 80

/** What a platform's user reads where there is no answer: nobody is left waiting in silence. */
const NOTICE: Record<RunEndStatus, Phrase> = {
  completed: { en: '(The assistant had nothing to say.)', zh: '（助手没有什么要说的。）' },
  stopped: { en: '(This answer was stopped.)', zh: '（这条回答已停止。）' },
  failed: {
    en: 'Sorry, I could not answer this. Please try again.',
    zh: '抱歉，这条消息我没能回答，请再试一次。',
  },
  interrupted: {
    en: 'Sorry, I was interrupted while working on this, and some of it may have been done. Please check, then try again.',
    zh: '抱歉，我在处理时被中断了，有些操作可能已经完成。请先检查，再试一次。',
  },
}

/** What the owner reads before the reason. */
const NOT_ANSWERED: Phrase = { en: 'Sorry, I could not answer this.', zh: '抱歉，这条消息我没能回答。' }

/** What a chat gets of the end of a run: its text, or why there is none. */
export function answerText(tx: Db, row: InboxRow, end: RunEnd): string {
  const { status, text, files = [] } = end
  if (status === 'completed' && text.trim() !== '') return text
  if (status === 'completed' && files.length > 0) return ''
  const notice = noticeText(tx, row, end)
  return text.trim() === '' ? notice : `${text.trimEnd()}\n\n${notice}`
}

function noticeText(tx: Db, row: InboxRow, { status, error, errorInChinese }: RunEnd): string {
  const language = detectLanguage(row.text)
  if (!error || !isOwnersChat(tx, row)) return NOTICE[status][language]
  const { en, zh } = phraseShape(error)
  const reason = { en, zh: errorInChinese ?? zh }[language]
  return status === 'interrupted' ? reason : `${NOT_ANSWERED[language]}\n${reason}`
}

/** What broke names programs, files and settings: that is for the owner alone, where nobody reads along. */
function isOwnersChat(tx: Db, { origin, ...row }: InboxRow): boolean {
  const chat = origin ?? row
  return chat.chatKind === 'direct' && findContact(tx, chat)?.kind === 'owner'
}

/** Nobody reads in that chat what the answer is about: a task says its conversation, a job that failed its words. */
export function withSubject(
  tx: Db,
  { row, end, answer }: { row: InboxRow; end: RunEnd; answer: string },
): string {
  const ofTask = row.channel === SESSION_CHANNEL ? findSession(tx, end.sessionId)?.title : undefined
  const subject = end.status === 'completed' ? ofTask : ofTask || row.text
  const line = (subject ?? '').replace(/[*\s]+/g, ' ').trim()
  if (line === '' || answer === '') return answer
  return `**${line.slice(0, SUBJECT_LENGTH).toWellFormed()}**\n\n${answer}`
}
