import type { Db } from '#db/client.ts'
import { type CredentialRow, listCredentials, renameCredential } from '#db/queries/access/credentials.ts'
import { AppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { Audit } from './audit.ts'
import type { CredentialSummary, DevicesFeature } from './contract.ts'
import type { Credentials } from './credentials.ts'

const NO_DEVICE = 'There is no such device. Run "openclaw devices list" for those that there are.'

/** The browsers that the owner let in. */
export function createDevices(deps: {
  db: Db
  clock: Clock
  audit: Audit
  changed: () => void
  revoke: Credentials['revoke']
}): DevicesFeature {
  const { db, clock, audit, changed } = deps
  return {
    list: (by) =>
      listCredentials(db, { kind: 'browser', now: clock.now() }).map((row) => ({
        ...summarise(row),
        current: row.id === by.credentialId,
      })),
    rename(id, name, by) {
      if (!renameCredential(db, { id, kind: 'browser', name, now: clock.now() })) {
        throw new AppError('not_found', NO_DEVICE)
      }
      audit({ action: 'device.rename', actor: by.credentialId, outcome: 'allowed', detail: { id, name } })
      changed()
    },
    revoke(id, by) {
      const decision = { action: 'device.revoke', actor: by.credentialId }
      if (!deps.revoke({ id, kind: 'browser' }, decision)) throw new AppError('not_found', NO_DEVICE)
    },
  }
}

export function summarise(row: CredentialRow): CredentialSummary {
  const { id, name, scopes, createdAt, lastUsedAt, expiresAt } = row
  return { id, name, scopes, createdAt, lastUsedAt, expiresAt }
}
