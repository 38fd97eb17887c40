import type { Principal } from '#protocol/access/principal.ts'
import type { ChatHistory, ChatSendResult, QueueMode } from '#protocol/sessions.ts'

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
