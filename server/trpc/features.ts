import type { Approval, ApprovalDecision } from '#protocol/approvals.ts'
import type { PolicyAnswer } from '#protocol/policy.ts'
import type { Principal } from '#protocol/principal.ts'
import type { ChatHistory, ChatSendResult, SessionSummary } from '#protocol/sessions.ts'

/**
 * What the methods of the gateway can do, as the routers see it. `server/main.ts` builds the parts
 * and hands them over; the routers parse, call one of these, and return.
 */
export interface Features {
  readonly chat: ChatFeature
  readonly sessions: SessionsFeature
  readonly approvals: ApprovalsFeature
  readonly models: ModelsFeature
  readonly status: StatusFeature
  readonly login: LoginFeature
}

export interface ChatFeature {
  /** Commits the message and its run, then answers. The same idempotency key gives the same answer. */
  send(input: {
    principal: Principal
    sessionId?: string | undefined
    text: string
    idempotencyKey: string
    channel: 'web' | 'cli'
  }): Promise<ChatSendResult>
  /** Stops the running answer of a session; false where nothing runs. */
  stop(sessionId: string): Promise<boolean>
  /** Oldest first; a partial answer is included. `before` is a message id. */
  history(sessionId: string, page: { before?: string | undefined; limit: number }): ChatHistory
}

export interface SessionsFeature {
  list(): SessionSummary[]
  get(sessionId: string): SessionSummary
  create(input: { title?: string | undefined; channel: 'web' | 'cli' }): SessionSummary
}

export interface ApprovalsFeature {
  listPending(): Approval[]
  /** Resolving twice returns the first answer. */
  resolve(approvalId: string, decision: ApprovalDecision, by: Principal): Approval
}

export interface ModelInfo {
  readonly reference: string
  readonly provider: string
  readonly ready: boolean
  /** Why it is not ready and what to do, in one sentence. */
  readonly problem: string | null
  readonly local: boolean
}

export interface ModelsFeature {
  /** The models that the configuration names, those found on loopback, and the built-in one. */
  list(): { models: ModelInfo[]; main: string; warnings: string[] }
  /** Chooses a model for one session, or for all new turns where `sessionId` is absent. Throws `unknown_model`. */
  use(model: string, sessionId?: string): { model: string; warning: string | null }
}

export interface StatusReport {
  readonly version: string
  readonly startedAt: number
  readonly uptimeMs: number
  readonly home: string
  readonly workspace: string
  readonly port: number
  readonly model: string
  readonly agents: { ready: number; configured: number }
  readonly sessions: number
  readonly runs: { running: number; waiting: number; queued: number }
  readonly pendingApprovals: number
  readonly config: { ok: boolean; problems: string[] }
  readonly commandGuard: 'bwrap' | 'none'
}

export interface StatusFeature {
  get(): StatusReport
  /** Whether database, socket and an agent are ready. */
  ready(): { ok: boolean; waitingFor: string[] }
  /** The answer that the policy would give in this session, now. */
  explain(input: { sessionId: string; tool: string; input: unknown }): PolicyAnswer
}

export interface LoginFeature {
  /** A fresh one-time link: 10 minutes, one use. */
  createLink(): { url: string; expiresAt: number }
}
