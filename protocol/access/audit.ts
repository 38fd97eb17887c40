import * as z from 'zod'

/** How a decision of authority ended: something was let through, was refused, or did not work out. */
export const AUDIT_OUTCOMES = ['allowed', 'denied', 'failed'] as const
export const auditOutcome = z.enum(AUDIT_OUTCOMES)
export type AuditOutcome = z.infer<typeof auditOutcome>

/**
 * One line of the audit log. `actor` is `browser:<id>`, `token:<id>`, `gateway` for the gateway's own
 * rules, or `-` for somebody without a credential. `at` is in Unix milliseconds.
 */
export const auditEntry = z.object({
  id: z.number().int(),
  at: z.number().int(),
  actor: z.string(),
  action: z.string(),
  outcome: auditOutcome,
  rule: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
})
export type AuditEntry = z.infer<typeof auditEntry>
