import type { AuditFeature, DevicesFeature, LoginFeature, TokensFeature } from '../auth/contract.ts'
import type { JobsFeature } from '../automation/contract.ts'
import type { ChannelsFeature } from '../channels/contract.ts'
import type { ConfigFeature } from '../config/contract.ts'
import type { ContactsFeature } from '../contacts/contract.ts'
import type { ChatFeature, PrivacyFeature } from '../inbound/contract.ts'
import type { BackupsFeature, ExportsFeature, SearchFeature } from '../keeping/contract.ts'
import type { LogsFeature } from '../log/contract.ts'
import type { MediaFeature } from '../media/contract.ts'
import type { ModelsFeature } from '../models/contract.ts'
import type { OutboxFeature } from '../outbound/contract.ts'
import type { PairingFeature } from '../pairing/contract.ts'
import type { PushFeature } from '../push/contract.ts'
import type { ApprovalsFeature, QueueFeature } from '../runs/contract.ts'
import type { SandboxFeature } from '../sandbox/contract.ts'
import type { FilesFeature, SessionsFeature } from '../sessions/contract.ts'
import type { StatusFeature } from '../status/contract.ts'
import type { UsageFeature } from '../usage/contract.ts'
import type { WhyFeature } from '../why/why.ts'

/**
 * What the methods of the gateway can do, as the routers see it. `server/main.ts` hands the parts
 * over; the routers parse, call one of these, and return.
 */
export interface Features {
  readonly chat: ChatFeature
  readonly media: MediaFeature
  readonly privacy: PrivacyFeature
  readonly queue: QueueFeature
  readonly sessions: SessionsFeature
  readonly outbox: OutboxFeature
  readonly approvals: ApprovalsFeature
  readonly why: WhyFeature
  readonly models: ModelsFeature
  readonly channels: ChannelsFeature
  readonly status: StatusFeature
  readonly login: LoginFeature
  readonly pairing: PairingFeature
  readonly contacts: ContactsFeature
  readonly devices: DevicesFeature
  readonly tokens: TokensFeature
  readonly push: PushFeature
  readonly audit: AuditFeature
  readonly usage: UsageFeature
  readonly search: SearchFeature
  readonly backups: BackupsFeature
  readonly exports: ExportsFeature
  readonly files: FilesFeature
  readonly jobs: JobsFeature
  readonly config: ConfigFeature
  readonly logs: LogsFeature
  readonly sandbox: SandboxFeature
}
