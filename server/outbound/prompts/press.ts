import type { Db } from '#db/client.ts'
import { findApproval } from '#db/queries/approvals.ts'
import { createPress, findPrompt, type Press, type Prompt } from '#db/queries/channels/prompts.ts'
import { explainWriteError } from '#db/write-error.ts'
import type { Approval, OwnerAnswer } from '#protocol/access/approvals.ts'
import { OWNER_SCOPES, type Principal } from '#protocol/access/principal.ts'
import type { Phrase } from '#protocol/chat/language.ts'
import { AppError } from '#protocol/errors.ts'
import type { Refuse } from '../../auth/refusals.ts'
import type { InboundPress, ReceivePress } from '../../channels/channel.ts'
import type { Clock } from '../../clock.ts'
import { readActionId, toAnswer } from './action-id.ts'
import { outcomeNotice } from './prompt-words.ts'

type Sender = Readonly<{ channel: string; account: string; senderId: string }>

const NOTICES = {
  'not-yours': {
    en: 'Only the owner of this assistant may answer this.',
    zh: '只有这个助手的主人可以回答。',
  },
  unknown: { en: 'This button is not in use any more.', zh: '这个按钮已经失效。' },
  before: { en: 'This was settled before.', zh: '这件事之前已经处理过了。' },
} satisfies Record<string, Phrase>

/** Whether a press is the approver's own: by the platform's immutable ids, and while he is the owner still. */
export function isApprover(
  press: InboundPress,
  prompt: Prompt,
  isOwner: (sender: Sender) => boolean,
): boolean {
  return (
    press.channel === prompt.channel &&
    press.account === prompt.account &&
    press.chatId === prompt.chatId &&
    press.senderId === prompt.approverId &&
    isOwner(press)
  )
}

/**
 * Takes the press of a button: stores it, then lets it answer what it was put under, where whoever pressed may.
 * Resolves after the commit. The same press again answers the same.
 */
export function createPressReader(deps: {
  db: Db
  clock: Clock
  refuse: Refuse
  isOwner: (sender: Sender) => boolean
  resolve: (approvalId: string, answer: OwnerAnswer, by: Principal) => Approval
  /** Whose presses count; another rule only in tests. */
  mayPress?: typeof isApprover
}): ReceivePress {
  const { db, clock, refuse, isOwner, mayPress = isApprover } = deps

  function judge(
    tx: Db,
    press: InboundPress,
  ): { outcome: Press['outcome']; approval?: Approval; prompt?: Prompt } {
    const named = readActionId(press.actionId)
    const prompt = named && findPrompt(tx, named.approvalId)
    const approval = named && findApproval(tx, named.approvalId)
    if (!prompt || !approval) return { outcome: 'unknown' }
    if (!mayPress(press, prompt, isOwner)) return { outcome: 'not-yours', approval, prompt }
    return { outcome: approval.status === 'pending' ? 'settled' : 'settled-before', approval, prompt }
  }

  function store(press: InboundPress): ReturnType<typeof judge> {
    const { channel, account, pressId, chatId, senderId } = press
    try {
      return db.transaction(
        (tx) => {
          const judged = judge(tx, press)
          const { outcome, approval } = judged
          const isNew = createPress(tx, {
            channel,
            account,
            pressId,
            chatId,
            senderId,
            outcome,
            receivedAt: clock.now(),
          })
          if (isNew && outcome === 'not-yours') {
            const detail = { approvalId: approval?.id, channel, account, senderId }
            refuse({ action: 'approval', actor: '-', rule: 'not-the-approver', detail })
          }
          return judged
        },
        { behavior: 'immediate' },
      )
    } catch (cause) {
      throw explainWriteError(cause)
    }
  }

  return async (press) => {
    const { outcome, approval, prompt } = store(press)
    const named = readActionId(press.actionId)
    const language = prompt?.language ?? 'en'
    if (!approval || !named || outcome === 'unknown') return { notice: NOTICES.unknown[language] }
    if (outcome === 'not-yours') return { notice: NOTICES['not-yours'][language] }
    try {
      const settled = deps.resolve(approval.id, toAnswer(approval, named.press), asOwner(press))
      const words = outcomeNotice(settled, language)
      return { notice: outcome === 'settled' ? words : `${NOTICES.before[language]} ${words}` }
    } catch (cause) {
      if (cause instanceof AppError && cause.code === 'bad_request')
        return { notice: NOTICES.unknown[language] }
      throw explainWriteError(cause)
    }
  }
}

const asOwner = ({ channel, senderId }: Sender): Principal => ({
  role: 'owner',
  scopes: [...OWNER_SCOPES],
  credentialId: `${channel}:${senderId}`,
})
