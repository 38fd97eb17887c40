import type { Approval, ApprovalDecision, OwnerAnswer } from '#protocol/access/approvals.ts'
import { describeAsked, describeBound } from '#protocol/access/describe-call.ts'
import { OWNER_SCOPES, type Principal } from '#protocol/access/principal.ts'
import { type Asked, say } from './asked.ts'

/** The owner's answers to tool calls that wait. */
export interface Approvals {
  listPending(): Approval[]
  resolve(approvalId: string, answer: OwnerAnswer, by: Principal): Approval
}

/** Fewest characters of an id that stand for the whole of it. */
const SHORTEST_ID = 4
const SHOWN_ID = 8
/** What takes more characters is no reading for a chat: it can be refused there, and allowed where all of it is seen. */
const LONGEST_INPUT = 2_000

/** `/approve` and `/deny`. An id may be cut short as long as it means one that waits. */
export function createApprovalReplies(approvals: Approvals) {
  function answer(asked: Asked, argument: string, decide: (words: string[]) => ApprovalDecision): string {
    const [id = '', ...words] = argument.split(/\s+/)
    const waiting = approvals.listPending()
    const meant = waiting.filter(
      (approval) => approval.id === id || (id.length >= SHORTEST_ID && approval.id.startsWith(id)),
    )
    const [approval] = meant
    if (!approval || meant.length > 1) return listWaiting(asked, waiting)
    const decision = decide(words)
    if (decision !== 'deny' && !isWhole(approval)) return say(asked, TOO_LONG)
    const settled = approvals.resolve(
      approval.id,
      { decision },
      {
        role: 'owner',
        scopes: [...OWNER_SCOPES],
        credentialId: `${asked.channel}:${asked.senderId}`,
      },
    )
    return settled.status === 'allowed'
      ? say(asked, { en: `Allowed: ${describe(settled)}`, zh: `已批准：${describe(settled)}` })
      : say(asked, { en: `Not allowed: ${describe(settled)}`, zh: `未批准：${describe(settled)}` })
  }

  return {
    approve: (asked: Asked, argument: string) =>
      answer(asked, argument, ([word = '']) =>
        /^(always|总是|始终)$/i.test(word) ? 'always' : 'allow-once',
      ),
    deny: (asked: Asked, argument: string) => answer(asked, argument, () => 'deny'),
  }
}

function listWaiting(asked: Asked, waiting: readonly Approval[]): string {
  if (waiting.length === 0) return say(asked, { en: 'Nothing waits for you.', zh: '没有等待批准的操作。' })
  const intro = say(asked, {
    en: 'These wait for you; name one by its id:',
    zh: '以下操作等待批准，请写出编号：',
  })
  return [
    intro,
    ...waiting.flatMap((approval) => [
      `- \`${approval.id.slice(0, SHOWN_ID)}\` ${describe(approval)}`,
      ...describeBound(approval).map((line) => `  - ${codeSpan(line)}`),
    ]),
  ].join('\n')
}

const TOO_LONG = {
  en: 'This is too long to be read here. Answer it in the control panel, where all of it is shown.',
  zh: '内容太长，无法在这里完整显示。请到控制面板查看全文后再答复。',
}

const isWhole = (approval: Approval): boolean => describeAsked(approval).length <= LONGEST_INPUT

/** Code spans of one line: what a model wrote must not look like words of ours. What is allowed here is shown whole. */
function describe(approval: Approval): string {
  const text = describeAsked(approval)
  const cut = isWhole(approval) ? '' : ` … +${text.length - LONGEST_INPUT}`
  return `${codeSpan(text.slice(0, LONGEST_INPUT))}${cut}`
}

const codeSpan = (text: string): string => `\`${text.replace(/[\s`]+/g, ' ')}\``
