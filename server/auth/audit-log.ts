import { setImmediate } from 'node:timers/promises'
import type { Db } from '#db/client.ts'
import { CHAIN_START, checkAuditChain, listAuditActions, listAuditEntries } from '#db/queries/access/audit.ts'
import type { AuditFeature } from './contract.ts'

/** Lines that are checked in one go: a few milliseconds, then others have their turn. */
const CHECKED_AT_ONCE = 1_000

/** The audit log as the owner reads it; each page says whether the whole chain is as it was written. */
export function createAuditLog(deps: { db: Db }): Pick<AuditFeature, 'list'> {
  const { db } = deps

  async function checkChain(): Promise<{ chain: 'intact' | 'broken'; brokenAfter: number | null }> {
    let checked = checkAuditChain(db, CHAIN_START, CHECKED_AT_ONCE)
    while (checked.state === 'more') {
      await setImmediate()
      checked = checkAuditChain(db, checked.position, CHECKED_AT_ONCE)
    }
    const isIntact = checked.state === 'checked'
    return { chain: isIntact ? 'intact' : 'broken', brokenAfter: isIntact ? null : checked.position.id }
  }

  return {
    async list(query) {
      const entries = listAuditEntries(db, query)
      return { entries, actions: listAuditActions(db), ...(await checkChain()) }
    },
  }
}
