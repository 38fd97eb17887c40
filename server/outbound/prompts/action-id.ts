import type { Approval, OwnerAnswer } from '#protocol/access/approvals.ts'

/** What a button does. A question's choice is named by its place, so that any choice fits into 64 bytes. */
type Press = { decision: 'allow-once' | 'always' | 'deny' } | { decision: 'answer'; place: number }

const CODES = { o: 'allow-once', w: 'always', d: 'deny' } as const

/** What comes back with the press of a button. It names what is pressed, and proves nothing. */
export function toActionId(approvalId: string, press: Press): string {
  const code =
    press.decision === 'answer'
      ? `c${press.place}`
      : Object.entries(CODES).find(([, decision]) => decision === press.decision)?.[0]
  return `approval:${approvalId}:${code}`
}

/** Which approval a press is about, and what it says; undefined where no button of ours says that. */
export function readActionId(actionId: string): { approvalId: string; press: Press } | undefined {
  const [, approvalId, code = ''] = /^approval:([\w-]{1,48}):([owd]|c\d{1,3})$/.exec(actionId) ?? []
  if (approvalId === undefined) return undefined
  if (code.startsWith('c')) return { approvalId, press: { decision: 'answer', place: Number(code.slice(1)) } }
  return { approvalId, press: { decision: CODES[code as keyof typeof CODES] } }
}

/** The answer that a press gives to this approval. A place that the question does not have answers nothing. */
export function toAnswer(approval: Approval, press: Press): OwnerAnswer {
  if (press.decision !== 'answer') return { decision: press.decision }
  return { decision: 'answer', choice: approval.choices[press.place] }
}
