import type { FailedAnswer } from '#db/queries/panel/failed-answers.ts'
import type { SessionDeletion, SessionSummary, TaskState } from '#protocol/sessions.ts'

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

export interface FilesFeature {
  /**
   * Paths of the workspace that fit a few letters, the best first; in a new conversation where none is named.
   * Rejects with `policy_denied` where the conversation may not read the workspace, `agent_unavailable`.
   */
  find(query: { sessionId?: string | undefined; query: string; limit: number }): Promise<{ paths: string[] }>
}
