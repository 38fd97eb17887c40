import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { findApproval } from '#db/queries/approvals.ts'
import { closePrompt, createPrompt, findPrompt, type Prompt } from '#db/queries/channels/prompts.ts'
import { createOutboxRow, dismissRun, hasBegun, type OutboxRow } from '#db/queries/outbox.ts'
import { findSession } from '#db/queries/sessions.ts'
import type { Approval } from '#protocol/access/approvals.ts'
import { detectLanguage } from '#protocol/chat/language.ts'
import type { Channel } from '../../channels/channel.ts'
import type { Clock } from '../../clock.ts'
import { REPEAT_ROOM } from '../mark-repeat.ts'
import { splitText } from '../split.ts'
import { findApprover } from './find-approver.ts'
import { outcomeText, promptButtons, promptText } from './prompt-words.ts'

/** The part of a prompt's rows that says how it ended: behind all that a question can have. */
export const OUTCOME_PART = 1_000

export interface PromptDeps {
  readonly clock: Clock
  readonly findChannel: (name: string, account: string) => Channel | undefined
  readonly isOwner: (sender: { channel: string; account: string; senderId: string }) => boolean
}

/** What the outbox gets of an approval: the question, and how it ended. Each belongs into a transaction. */
export function createPromptRows({ clock, findChannel, isOwner }: PromptDeps) {
  const hasButtons = ({ channel, account }: Pick<Prompt, 'channel' | 'account'>): boolean =>
    findChannel(channel, account)?.capabilities.buttons === true

  /** Once for each approval: again changes nothing. */
  function ask(tx: Db, approval: Approval): void {
    const chat = findApprover(tx, approval.runId, { isOwner, hasButtons })
    const limit = chat && findChannel(chat.channel, chat.account)?.textLimit
    if (!chat || limit === undefined) return
    const language = detectLanguage(chat.text)
    const createdAt = clock.now()
    const { channel, account, chatId, threadId, senderId } = chat
    const prompt = { approvalId: approval.id, channel, account, chatId, threadId, approverId: senderId }
    if (!createPrompt(tx, { ...prompt, language, createdAt })) return
    const title = findSession(tx, approval.sessionId)?.title ?? ''
    const parts = splitText(promptText(approval, { language, title }), limit - REPEAT_ROOM)
    for (const [part, text] of parts.entries()) {
      const buttons = part === parts.length - 1 ? promptButtons(approval, language) : null
      queue(tx, prompt, { part, text, buttons })
    }
  }

  /** Once for each approval that is settled. */
  function close(tx: Db, approvalId: string): void {
    const prompt = findPrompt(tx, approvalId)
    const approval = findApproval(tx, approvalId)
    if (!prompt || !approval || approval.status === 'pending' || !closePrompt(tx, approvalId, clock.now()))
      return
    // What was not sent yet need not be asked any more.
    dismissRun(tx, rowsOf(approvalId), 'It was answered before it was sent.')
    if (!hasBegun(tx, rowsOf(approvalId))) return
    const limit = findChannel(prompt.channel, prompt.account)?.textLimit ?? Number.POSITIVE_INFINITY
    const [text = ''] = splitText(outcomeText(approval, prompt.language), limit - REPEAT_ROOM)
    queue(tx, prompt, { part: OUTCOME_PART, text, buttons: null })
  }

  function queue(
    tx: Db,
    {
      approvalId,
      channel,
      account,
      chatId,
      threadId,
    }: Omit<Prompt, 'language' | 'createdAt' | 'closedAt' | 'approverId'>,
    row: Pick<OutboxRow, 'part' | 'text' | 'buttons'>,
  ): void {
    createOutboxRow(tx, {
      ...row,
      id: randomUUID(),
      runId: rowsOf(approvalId),
      ...{ channel, account, chatId, threadId },
      createdAt: clock.now(),
    })
  }

  return { ask, close }
}

const rowsOf = (approvalId: string): string => `approval:${approvalId}`
