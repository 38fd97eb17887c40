import type { Db } from '#db/client.ts'
import type { MayLeave } from '#protocol/privacy.ts'
import type { Agents } from '../agents/pool.ts'
import type { Audit } from '../auth/audit.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import type { DecisionRules } from './decisions/decisions.ts'
import type { Settle } from './finish.ts'
import type { HideSecrets, ReadRunFile, Spending } from './handlers.ts'
import type { Journal } from './journal.ts'
import type { FindChoice, FindTargets, PrepareContext } from './launch/gather.ts'
import type { HandOverDeps } from './launch/hand-over.ts'
import type { RunRecord } from './record-calls.ts'
import type { ReadTurn } from './waiting.ts'

/** What the runs are built from. */
export interface RunsDeps {
  readonly db: Db
  readonly clock: Clock
  readonly events: Events
  readonly agents: Agents
  readonly models: { readonly targets: FindTargets; readonly chosenBy?: FindChoice }
  readonly policy: DecisionRules
  /** Which runs work in a box. */
  readonly place?: HandOverDeps['place']
  /** How files of messages get there. */
  readonly bringFiles?: HandOverDeps['bringFiles']
  readonly owner?: HandOverDeps['owner']
  /** Absolute: where the tools work. */
  readonly workspace: string
  readonly settle: Settle
  /** What the models get of a conversation, kept inside their windows. */
  readonly prepare?: PrepareContext
  /** The daily cap. */
  readonly spending?: Spending
  readonly records: RunRecord
  /** Takes secrets out of what tools give. */
  readonly results: HideSecrets
  /** The files of a run's conversation; none where absent. */
  readonly readFile?: ReadRunFile
  /** What the words of a message that waits say of its model and its privacy. */
  readonly readTurn: ReadTurn
  readonly failpoint: Failpoint
  readonly log: Log
  readonly audit: Audit
  readonly newId: () => string
  readonly deadlineMs?: number
  /** Which words may go to which model: another rule only in tests. */
  readonly mayLeave?: MayLeave
  /** Another journal than the durable one: only tests have a reason for it. */
  readonly journal?: Journal
}
