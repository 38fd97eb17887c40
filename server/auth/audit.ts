import type { Db } from '#db/client.ts'
import { createAuditEntry } from '#db/queries/audit.ts'
import type { Clock } from '../clock.ts'

/** Writes down what was decided and by whom. `actor` is a credential id, or `-` for a stranger. Never a secret. */
export type Audit = (action: string, actor: string, detail?: Record<string, unknown>) => void

export function createAudit(deps: { db: Db; clock: Clock }): Audit {
  return (action, actor, detail = {}) =>
    createAuditEntry(deps.db, { at: deps.clock.now(), actor, action, detail })
}
