import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { createCredential, listCredentials } from '#db/queries/access/credentials.ts'
import type { Principal, Scope } from '#protocol/access/principal.ts'
import { AppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { Audit } from './audit.ts'
import type { TokensFeature } from './contract.ts'
import type { Credentials } from './credentials.ts'
import { summarise } from './devices.ts'
import { hashSecret, newSecret } from './secrets.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** By this, people and scanners of leaked secrets know one of our tokens when they see it. */
const PREFIX = 'oc_'

/** Tokens for the owner's programs. What one may do is written here, once, and never read from a request. */
export function createTokens(deps: {
  db: Db
  clock: Clock
  audit: Audit
  changed: () => void
  revoke: Credentials['revoke']
}): TokensFeature {
  const { db, clock, audit, changed } = deps
  return {
    list: () => listCredentials(db, { kind: 'token', now: clock.now() }).map(summarise),
    create({ name, scopes, expiresInDays }, by) {
      checkScopes(scopes, by)
      const [id, token, createdAt] = [randomUUID(), PREFIX + newSecret(), clock.now()]
      const expiresAt = expiresInDays === undefined ? null : createdAt + expiresInDays * DAY_MS
      db.transaction(
        (tx) => {
          createCredential(tx, {
            id,
            kind: 'token',
            name,
            secretHash: hashSecret(token),
            keyHash: null,
            role: roleOf(scopes),
            scopes: [...new Set(scopes)],
            createdAt,
            expiresAt,
          })
          const detail = { id, name, scopes, expiresAt }
          audit({ action: 'token.create', actor: by.credentialId, outcome: 'allowed', detail })
        },
        { behavior: 'immediate' },
      )
      changed()
      return { id, token }
    },
    revoke(id, by) {
      if (!deps.revoke({ id, kind: 'token' }, { action: 'token.revoke', actor: by.credentialId })) {
        throw new AppError(
          'not_found',
          'There is no such token. Run "openclaw tokens list" for those that there are.',
        )
      }
    },
  }
}

/** A program with nothing but `api` is nobody's mouth. */
function roleOf(scopes: readonly Scope[]): Principal['role'] {
  if (scopes.includes('agent')) return 'agent'
  return scopes.every((scope) => scope === 'api') ? 'guest' : 'owner'
}

function checkScopes(scopes: readonly Scope[], by: Principal): void {
  if (scopes.includes('agent')) {
    if (scopes.length === 1) return
    throw new AppError('bad_request', 'scopes: "agent" stands alone: an agent gets no right of its owner.')
  }
  // Who may chat may all the more do what is never the owner's word.
  const held = new Set<Scope>(by.scopes.includes('chat') ? [...by.scopes, 'api'] : by.scopes)
  const excess = scopes.filter((scope) => !held.has(scope))
  if (excess.length > 0) {
    throw new AppError('forbidden', `A token can't hold what its maker does not hold: ${excess.join(', ')}.`)
  }
}
