import * as z from 'zod'

export const approvalDecision = z.enum(['allow-once', 'always', 'deny'])
export type ApprovalDecision = z.infer<typeof approvalDecision>

/** Unanswered approvals become a denial after this long, in milliseconds. */
export const APPROVAL_LIFETIME_MS = 60 * 60 * 1000

/** A tool call that waits for the owner. The input is shown whole: what is approved is what runs. */
export const approval = z.object({
  id: z.string(),
  sessionId: z.string(),
  runId: z.string(),
  toolCallId: z.string(),
  tool: z.string(),
  input: z.unknown(),
  /** The policy rule that asked, and its sentence. */
  rule: z.string(),
  reason: z.string(),
  /** Whether "always" is on offer; never for shells, interpreters and wrappers. */
  canBeAlways: z.boolean(),
  createdAt: z.number().int(),
  expiresAt: z.number().int(),
  status: z.enum(['pending', 'allowed', 'denied', 'expired', 'cancelled']),
  decision: approvalDecision.nullable(),
})
export type Approval = z.infer<typeof approval>
