import type { Db } from '#db/client.ts'
import type { SystemEvent } from '#protocol/run-events.ts'
import type { Clock } from '../clock.ts'
import { type Audit, createAudit } from './audit.ts'
import { createAuditLog } from './audit-log.ts'
import { type Authenticate, createAuthenticate } from './authenticate.ts'
import type { AuditFeature, DevicesFeature, TokensFeature } from './contract.ts'
import { type Credentials, createCredentials } from './credentials.ts'
import { createDevices } from './devices.ts'
import { startExpiry } from './expiry.ts'
import { createFailureLimits, type FailureLimit } from './failures.ts'
import { createRefusals, type Refuse } from './refusals.ts'
import { createTokens } from './tokens.ts'

/** Everything about who may come in. */
export interface Access {
  readonly credentials: Credentials
  readonly authenticate: Authenticate
  readonly audit: Audit
  readonly refuse: Refuse
  readonly loginFailures: FailureLimit
  /** What browsers without a credential may ask for. */
  readonly pairingAttempts: FailureLimit
  readonly features: { devices: DevicesFeature; tokens: TokensFeature; audit: AuditFeature }
  stop(): void
}

/** Throws `config_invalid` where the token file holds something that is no secret. */
export function createAccess(deps: {
  db: Db
  clock: Clock
  /** Hides what the log hides. */
  redact: (text: string) => string
  publish: (event: SystemEvent) => void
  tokenFile: string
  port: number
  /** Secrets that belong to something else, which the gateway's token must not equal. */
  otherSecrets?: readonly string[]
}): Access {
  const { db, clock } = deps
  const audit = createAudit(deps)
  const changed = () => deps.publish({ type: 'devices' })
  const credentials = createCredentials({ ...deps, audit, changed })
  const failures = createFailureLimits({ db, clock })
  const refuse = createRefusals({ clock, audit })
  const { revoke } = credentials
  const expiry = startExpiry({ db, clock, onExpired: credentials.announceEnded })
  return {
    credentials,
    authenticate: createAuthenticate({ credentials, failures, audit }),
    audit,
    refuse,
    loginFailures: failures.loginCode,
    pairingAttempts: failures.pairing,
    features: {
      devices: createDevices({ db, clock, audit, changed, revoke }),
      tokens: createTokens({ db, clock, audit, changed, revoke }),
      audit: { ...createAuditLog({ db }), record: audit, refuse },
    },
    stop: expiry.stop,
  }
}
