import type { AlwaysGrant, Approval, OwnerAnswer } from '#protocol/access/approvals.ts'
import type { Principal } from '#protocol/access/principal.ts'
import type { ChatSendResult, QueuedMessage } from '#protocol/sessions.ts'
import type { AgentHooks } from '../agents/pool.ts'
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

export interface QueueFeature {
  /** Messages of a session that nobody has begun to answer, oldest first. */
  list(sessionId: string): QueuedMessage[]
  /**
   * Reads the new words as those of a new message, with what they say of model and privacy. Rejects with
   * `conflict` once the message is being answered (so does `remove`), `bad_request` where they are a command.
   */
  edit(runId: string, text: string): Promise<void>
  /** Takes the message back: it leaves the conversation. */
  remove(runId: string): void
  /**
   * Answers the message of an ended run again: in the owner's own conversations as another version of that answer,
   * elsewhere beneath it. While that is under way, a second call gives the same run.
   */
  retry(runId: string): ChatSendResult
}

export interface ApprovalsFeature {
  listPending(): Approval[]
  /**
   * Resolving twice returns the first answer. Throws `bad_request` for an answer that is not on offer: `always`
   * where it is not, a decision about a question, a choice that it does not name.
   */
  resolve(approvalId: string, answer: OwnerAnswer, by: Principal): Approval
  /** What the owner allowed for always, oldest first. */
  listAlways(): AlwaysGrant[]
  /** From now on it asks again; returns what it was. Throws `not_found`. */
  revokeAlways(id: string, by: Principal): AlwaysGrant
}
