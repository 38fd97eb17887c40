import type { Db } from '#db/client.ts'
import type { MayLeave } from '#protocol/privacy.ts'
import type { AgentHooks, Agents } from '../agents/pool.ts'
import type { Audit } from '../auth/audit.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import type { QueueFeature } from '../trpc/features.ts'
import type { DecisionRules, Decisions } from './decisions/decisions.ts'
import type { Settle } from './finish.ts'
import type { Spending } from './handlers.ts'
import type { Journal } from './journal.ts'
import type { FindTargets, PrepareContext } from './launch/gather.ts'
import type { LiveRun } from './live.ts'
import type { RunRecord } from './record-calls.ts'
import type { ReadTurn } from './waiting.ts'

export interface Runs {
  /** Works at what is queued in a session. Call after the commit that queued it. */
  wake(sessionId: string): void
  /** Ends the running answer within 200 ms, whatever its agent does; false where nothing runs. */
  stop(sessionId: string): Promise<boolean>
  /** Messages that wait, and answers asked for again. */
  readonly waiting: QueueFeature
  /** The answer as far as it has come, or undefined where nothing runs. */
  live(sessionId: string): LiveRun['message'] | undefined
  /** Whether an agent works at an answer in this session, or waits there for the owner. */
  isRunning(sessionId: string): boolean
  counts(): { running: number; waiting: number; queued: number }
  /** Once at the start, before anything else: settles what the last process left and goes on with the rest. */
  recover(): { requeued: number; interrupted: number }
  /** Starts no more runs and waits up to `ms` for those that run; the others resume at the next start or are reported. */
  drain(ms: number): Promise<void>
  readonly approvals: Decisions['approvals']
  readonly policy: Decisions['policy']
  /** What the agent pool calls. */
  readonly hooks: AgentHooks
}

export interface RunsDeps {
  readonly db: Db
  readonly clock: Clock
  readonly events: Events
  readonly agents: Agents
  readonly models: { readonly targets: FindTargets }
  readonly policy: DecisionRules
  /** Absolute: where the tools work. */
  readonly workspace: string
  readonly settle: Settle
  /** What the models get of a conversation, kept inside their windows. */
  readonly prepare?: PrepareContext
  /** The daily cap. */
  readonly spending?: Spending
  readonly records: RunRecord
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
