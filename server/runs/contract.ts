import type { AgentHooks } from '../agents/pool.ts'
import type { QueueFeature } from '../trpc/features.ts'
import type { Decisions } from './decisions/decisions.ts'
import type { LiveRun } from './live.ts'

export interface Runs {
  /** Works at what is queued in a session. Call after the commit that queued it. */
  wake(sessionId: string): void
  /** Ends the running answer within 200 ms, whatever its agent does; false where nothing runs. */
  stop(sessionId: string): Promise<boolean>
  /** Messages that wait, and answers asked for again. */
  readonly waiting: QueueFeature
  /** The answer as far as it has come, or undefined where nothing runs. */
  live(sessionId: string): LiveRun['message'] | undefined
  /** Its words, as a chat app gets them; empty where nothing runs. */
  liveText(sessionId: string): string
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
