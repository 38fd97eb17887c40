import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { findApproval } from '#db/queries/approvals.ts'
import { createOutboxRow, dismissRun, findSentId, hasBegun, type OutboxRow } from '#db/queries/outbox.ts'
import { findSession } from '#db/queries/sessions.ts'
import { closePrompt, createPrompt, findPrompt, listStalePrompts, type Prompt } from '#db/queries/talk.ts'
import type { Approval } from '#protocol/approvals.ts'
import { detectLanguage } from '#protocol/chat/language.ts'
import { toAppError } from '#protocol/errors.ts'
import type { Channel } from '../../channels/channel.ts'
import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Log } from '../../log.ts'
import { splitText } from '../split.ts'
import { REPEAT_ROOM } from '../trouble.ts'
import { findApprover } from './find-approver.ts'
import { outcomeText, promptButtons, promptText } from './prompt-words.ts'

/** The part of a prompt's rows that says how it ended: behind all that a question can have. */
const OUTCOME_PART = 1_000

const rowsOf = (approvalId: string): string => `approval:${approvalId}`

export interface Prompts {
  /** The message that an outcome is to replace; undefined for every other row, and where there is none. */
  findReplaced(row: OutboxRow): string | undefined
  stop(): void
}

/**
 * Puts what waits for the owner into his chat, with buttons, and turns it into its outcome, wherever it was
 * answered. Both go through the outbox: they survive a crash and keep their order.
 */
export function startPrompts(deps: {
  db: Db
  clock: Clock
  events: Events
  findChannel: (name: string, account: string) => Channel | undefined
  isOwner: (sender: { channel: string; account: string; senderId: string }) => boolean
  /** Looks at the outbox now. */
  deliver: () => void
  log: Pick<Log, 'error'>
}): Prompts {
  const { db, clock, events, findChannel, isOwner, log } = deps
  const hasButtons = ({ channel, account }: Pick<Prompt, 'channel' | 'account'>): boolean =>
    findChannel(channel, account)?.capabilities.buttons === true

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

  function perform(change: (tx: Db) => void): void {
    try {
      db.transaction(change, { behavior: 'immediate' })
      deps.deliver()
    } catch (cause) {
      log.error('The owner could not be asked in a chat; the panel shows what waits', {
        error: toAppError(cause),
      })
    }
  }

  const unsubscribe = events.subscribe((_topic, event) => {
    if (event.type === 'approval-request') perform((tx) => ask(tx, event.approval))
    if (event.type === 'approval-resolved') perform((tx) => close(tx, event.approvalId))
  })
  perform((tx) => {
    for (const approvalId of listStalePrompts(tx)) close(tx, approvalId)
  })

  return {
    findReplaced: (row) => (row.part === OUTCOME_PART ? findSentId(db, row.runId) : undefined),
    stop: unsubscribe,
  }
}
