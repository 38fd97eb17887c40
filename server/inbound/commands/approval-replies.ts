import type { Approval, ApprovalDecision, OwnerAnswer } from '#protocol/access/approvals.ts'
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
const SHOWN_INPUT = 200

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
    const settled = approvals.resolve(
      approval.id,
      { decision: decide(words) },
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
    ...waiting.map((approval) => `- \`${approval.id.slice(0, SHOWN_ID)}\` ${describe(approval)}`),
  ].join('\n')
}

function describe({ tool, input }: Approval): string {
  const { argv, path } = (input ?? {}) as { argv?: unknown; path?: unknown }
  const detail = Array.isArray(argv)
    ? argv.join(' ')
    : typeof path === 'string'
      ? path
      : JSON.stringify(input)
  // A code span of one line: what a model wrote must not look like words of ours.
  const plain = detail.replace(/[\s`]+/g, ' ').slice(0, SHOWN_INPUT)
  return `${tool} \`${plain}\``
}
