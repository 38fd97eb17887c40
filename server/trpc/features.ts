import type { FailedAnswer } from '#db/queries/panel/failed-answers.ts'
import type { AlwaysGrant, Approval, OwnerAnswer } from '#protocol/access/approvals.ts'
import type { DmPolicy } from '#protocol/access/pairing.ts'
import type { Principal } from '#protocol/access/principal.ts'
import type { JobSummary, JobTime } from '#protocol/jobs.ts'
import type { PolicyAnswer } from '#protocol/policy.ts'
import type {
  ChatHistory,
  ChatSendResult,
  QueuedMessage,
  QueueMode,
  SessionDeletion,
  SessionSummary,
  TaskState,
} from '#protocol/sessions.ts'

export interface ChatFeature {
  /** Commits the message and its run, then answers. The same idempotency key gives the same answer. */
  send(input: {
    principal: Principal
    sessionId?: string | undefined
    /** May be empty beside attachments. */
    text: string
    idempotencyKey: string
    /** Files that were kept before, in order. */
    attachments?: readonly { mediaId: string }[] | undefined
    channel: 'web' | 'cli'
    /** A message of the same session that it is a version of, in other words. Rejects with `conflict` while an answer is open. */
    insteadOf?: string | undefined
    /** What it does where the session is busy; `steer` where absent. */
    mode?: QueueMode | undefined
    /** Whether the process on the other end descends from an agent: asked where a command decides for the owner. */
    fromAgent?: () => Promise<boolean>
  }): Promise<ChatSendResult>
  /** Stops the running answer of a session; false where nothing runs. */
  stop(sessionId: string): Promise<boolean>
  /** Oldest first; a partial answer is included. `before` is a message id. */
  history(sessionId: string, page: { before?: string | undefined; limit: number }): ChatHistory
}

export interface PrivacyFeature {
  /** Lets every model have what was private in a session; says how much that was. Twice is once. */
  lift(sessionId: string, by: Principal): { messages: number; memories: number; files: number }
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

export interface SessionsFeature {
  /** Those that are put away, or (the default) those that are not. */
  list(archived?: boolean): SessionSummary[]
  get(sessionId: string): SessionSummary
  /** Begins one with an agent, `main` where none is named. Throws `unknown_agent` with those that there are. */
  create(input: {
    title?: string | undefined
    channel: 'web' | 'cli' | 'cron'
    agent?: string | undefined
    /** A conversation whose agent it has too, even one that is gone; then `agent` is not looked at. */
    beside?: string | undefined
  }): SessionSummary
  rename(sessionId: string, title: string): SessionSummary
  /** Puts a session away or back; the next message brings it back too. Throws `conflict` for the main one. */
  archive(sessionId: string, archived: boolean): SessionSummary
  /** The owner has seen what was said, up to this message where one is named. Never goes back. */
  markRead(sessionId: string, messageId?: string): void
  /** Answers that failed or broke off and that nobody has seen or asked for again since, the newest first. */
  listFailed(): FailedAnswer[]
  /** How a task stands that a conversation gave to another. Throws `not_found`. */
  getTask(runId: string): TaskState
  /** From here on the model sees nothing of what was said; conversation and search keep it. Twice is once. */
  reset(sessionId: string): SessionSummary
  /**
   * A new session with a copy of everything up to this message, of the same class, taint and privacy; without the
   * message itself where it `leavesOut` it, to be said in other words.
   */
  fork(sessionId: string, messageId: string, leavesOut?: boolean): Promise<SessionSummary>
  /**
   * Brings back the version of the conversation in which this message stands, as it was left. Throws `conflict` while an
   * answer is open, `not_found`.
   */
  showVersion(sessionId: string, messageId: string): void
  /** Stops what runs and removes all of it. Throws `conflict` for the main session, which can only be reset. */
  delete(sessionId: string): Promise<SessionDeletion>
}

/** An answer, or a part of one, that did not reach its chat or may not have. */
export interface TroubledDelivery {
  readonly id: string
  /** Where the answer stands; null where it belongs to no conversation. */
  readonly sessionId: string | null
  readonly messageId: string | null
  readonly channel: string
  readonly account: string
  readonly chatId: string
  readonly part: number
  readonly text: string
  readonly state: 'uncertain' | 'failed' | 'held'
  readonly reason: string
  readonly createdAt: number
}

export interface OutboxFeature {
  list(): TroubledDelivery[]
  /** Sends it again, marked as a possible repeat where it may have arrived, or lets it be. Twice is once. */
  resolve(id: string, action: 'resend' | 'dismiss'): void
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

export interface ChannelInfo {
  readonly name: string
  readonly account: string
  readonly state: 'off' | 'connecting' | 'ready' | 'degraded' | 'needs-action'
  /** What is wrong, and what to do; null where nothing is. */
  readonly reason: string | null
  readonly fix: string | null
  /** A name for that kind of trouble, for clients with words of their own; null where there is none. */
  readonly code: string | null
  /** Where people write to it, once its platform has said so. */
  readonly address: { readonly name: string; readonly url: string } | null
  /** When its platform was last heard of, in Unix milliseconds, where that is known. */
  readonly heardAt: number | null
  /**
   * Between these times, in Unix milliseconds, messages may have been written that never came: it was away for
   * longer than its platform keeps them. Known for a week.
   */
  readonly missed: { readonly from: number; readonly until: number } | null
  /** The setting of openclaw.json that has the token; null where none there has. */
  readonly tokenAt: string | null
  readonly dmPolicy: DmPolicy
}

export interface ChannelsFeature {
  /** The chat platforms, those that this version can't connect to included. */
  list(): ChannelInfo[]
  /**
   * Checks a bot token with its platform, keeps it, in the place of one that was given before, and starts the
   * channel; `bot` is the bot's name. Rejects, with nothing changed, with `bad_request` (nobody's token),
   * `channel_unavailable`, `conflict` (openclaw.json has one, or another account has the bot).
   */
  add(given: { channel: string; account: string; token: string }): Promise<ChannelInfo & { bot: string }>
  /**
   * Says in openclaw.json who may write directly; in force when this resolves. Rejects with `not_found`,
   * `bad_request` (what the configuration does not take: `open` needs more than this word), `config_invalid`.
   */
  update(change: { channel: string; account: string; dm: DmPolicy }): Promise<void>
  /** Stops it and forgets its token. Rejects with `not_found`, `conflict` (the token stands in openclaw.json). */
  remove(account: { channel: string; account: string }): Promise<void>
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
  /** `allow`: commands of the owner's own conversations run unasked, which he is warned of. */
  readonly execMode: 'ask' | 'allow' | 'deny'
  /** The way in over the tailnet; `url` is what other devices open while it is serving. */
  readonly tailscale: {
    state: 'off' | 'starting' | 'serving' | 'failed'
    url: string | null
    reason: string | null
    fix: string | null
  }
  /** Whether the disk takes what is written; while it does not, no message is taken in. */
  readonly storage: { writable: boolean; problem: string | null }
  /** When the last verified backup was made, and why a later one failed, if one did. */
  readonly backup: { lastAt: number | null; problem: string | null }
}

export interface StatusFeature {
  get(): StatusReport
  /** Whether database, socket and an agent are ready. */
  ready(): { ok: boolean; waitingFor: string[] }
  /** The answer that the policy would give in this session, now. */
  explain(input: { sessionId: string; tool: string; input: unknown }): Promise<PolicyAnswer>
}

export interface LoginFeature {
  /** A fresh one-time link: 10 minutes, one use. `by` is a credential id; the gateway itself where absent. */
  createLink(by?: string): { url: string; expiresAt: number }
}

/** `snippet` is plain text; `ranges` are [start, end) of what matched in it, in UTF-16 units. */
export interface SearchHit {
  readonly messageId: string
  readonly sessionId: string
  readonly sessionTitle: string
  readonly role: 'system' | 'user' | 'assistant'
  readonly createdAt: number
  readonly snippet: string
  readonly ranges: [number, number][]
}

export interface SearchFeature {
  /** Best first. `before`: only messages from before this time (Unix milliseconds). */
  messages(query: {
    query: string
    sessionId?: string | undefined
    before?: number | undefined
    limit: number
  }): Promise<{ hits: SearchHit[] }>
}

export interface BackupInfo {
  readonly name: string
  readonly createdAt: number
  readonly bytes: number
  /** Opened and checked after it was written. */
  readonly verified: boolean
}

export interface BackupsFeature {
  /** Newest first. */
  list(): BackupInfo[]
  create(): Promise<BackupInfo>
}

export interface ExportsFeature {
  /** A whole conversation as one text. Throws `too_large` where it does not fit into one answer. */
  session(sessionId: string, format: 'markdown' | 'json'): { filename: string; content: string }
}

export interface FilesFeature {
  /**
   * Paths of the workspace that fit a few letters, the best first; in a new conversation where none is named.
   * Rejects with `policy_denied` where the conversation may not read the workspace, `agent_unavailable`.
   */
  find(query: { sessionId?: string | undefined; query: string; limit: number }): Promise<{ paths: string[] }>
}

export interface JobsFeature {
  /** The next one due first. */
  list(): JobSummary[]
  /** In a conversation of its own where none is named. Throws `bad_request` for a time that can't be, `too_many`. */
  create(job: { sessionId?: string | undefined; text: string } & JobTime): JobSummary
  /** Throws `not_found`. */
  delete(jobId: string): void
}

export interface UsageFeature {
  /** Each of the last `days` local days that had model calls, newest first, and how far the daily cap is used up. */
  get(input: { days: number }): {
    days: { day: string; calls: number; inputTokens: number; outputTokens: number; costUsd: number | null }[]
    cap: { dailyUsd: number | null; spentUsd: number }
  }
  /** The same days by who answered, by where it was said and by job, the most tokens first; of the latter two the first 20. */
  breakdown(input: { days: number }): {
    models: ({ model: string } & UsageSum)[]
    sessions: ({ sessionId: string; title: string; key: string } & UsageSum)[]
    /** Scheduled jobs; `text` is empty for one that is over and whose conversation has no name. */
    jobs: ({ jobId: string; sessionId: string; text: string } & UsageSum)[]
  }
}

interface UsageSum {
  calls: number
  inputTokens: number
  outputTokens: number
  costUsd: number | null
}
