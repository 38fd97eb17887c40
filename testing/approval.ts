import type { Approval } from '#protocol/access/approvals.ts'

/** A command that waits for the owner, but for what `fields` say. */
export const approvalOf = (fields: Partial<Approval>): Approval => ({
  id: '6d0b3a53-6d3f-4a6b-9f62-0f6f5cf9c1de',
  sessionId: 's',
  runId: 'r',
  toolCallId: 'c',
  kind: 'tool',
  question: null,
  choices: [],
  choice: null,
  binding: null,
  outside: null,
  typesInto: null,
  tool: 'exec',
  input: { argv: ['ls', '-l'] },
  rule: 'exec-ask',
  reason: 'The owner is asked.',
  canBeAlways: false,
  createdAt: 0,
  expiresAt: 0,
  status: 'pending',
  decision: null,
  ...fields,
})
