import type { Db } from '#db/client.ts'
import { createAuditEntry } from '#db/queries/access/audit.ts'
import { findCredentialKind } from '#db/queries/access/credentials.ts'
import type { AuditOutcome } from '#protocol/access/audit.ts'
import type { Clock } from '../clock.ts'

/** The token of `state/gateway.token` has no row of its own. */
export const GATEWAY_TOKEN_ID = 'gateway-token'

/** One decision of authority. */
export interface Decision {
  /** What was decided about: `pairing.approve`, `token.create`. */
  readonly action: string
  /** The id of the credential that decided; `gateway` for our own rules, `-` for somebody without one. */
  readonly actor: string
  readonly outcome: AuditOutcome
  /** The rule by which it was decided, where there is one with a name. */
  readonly rule?: string | undefined
  /** Ids, names and counts. Never a secret and never what somebody wrote. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Writes a decision down, in the open transaction where there is one: what is rolled back was not decided. */
export type Audit = (decision: Decision) => void

/**
 * Whoever decided is noted with the kind of his credential. Secrets that the log hides are hidden here by
 * the same function, in case one came in through a name or an address.
 */
export function createAudit(deps: { db: Db; clock: Clock; redact: (text: string) => string }): Audit {
  const { db, clock, redact } = deps
  const kindOf = (id: string) => (id === GATEWAY_TOKEN_ID ? 'token' : findCredentialKind(db, id))
  return ({ action, actor, outcome, rule = null, detail = {} }) => {
    const kind = kindOf(actor)
    createAuditEntry(db, {
      at: clock.now(),
      actor: kind ? `${kind}:${actor}` : actor,
      action,
      outcome,
      rule,
      detail: JSON.parse(redact(JSON.stringify(detail))),
    })
  }
}
