import type { ConfigFeature } from '../config/contract.ts'
import type { LogsFeature } from '../log/contract.ts'
import type { SandboxFeature } from '../sandbox/contract.ts'

/** What keeps the gateway itself in order, beside what it does for its owner. */
export interface UpkeepFeatures {
  readonly config: ConfigFeature
  readonly logs: LogsFeature
  readonly sandbox: SandboxFeature
}
