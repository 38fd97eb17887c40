import { createContext, type RefObject, useContext } from 'react'
import type { ChatMessage } from '#protocol/messages.ts'
import type { SessionFeed } from '../../_lib/session/session-feed.ts'

/** What can be done with the messages of the conversation at hand. Each rejects where it did not arrive. */
export interface MessageActions {
  readonly feed: Pick<SessionFeed, 'view' | 'onChange' | 'reload'>
  /** Whether only the owner wrote here: then other words take the place of the first ones. */
  readonly isOwn: boolean
  fork(messageId: string): Promise<void>
  /**
   * Other words in the place of this message: as a version of it, or, where others have read it, in a new conversation
   * that ends before it. The same `idempotencyKey` says it once.
   */
  rephrase(message: ChatMessage, text: string, idempotencyKey: string): Promise<void>
  /** Brings back the version of the conversation in which this message stands. */
  showVersion(messageId: string): Promise<void>
  /** The arrow that was pressed last, and the message that it leads to, until that is there. */
  readonly pressed: RefObject<{ messageId: string; step: -1 | 1 } | null>
  retry(runId: string): Promise<void>
  liftPrivacy(): Promise<void>
  resolveDelivery(messageId: string, action: 'resend' | 'dismiss'): Promise<void>
}

const MessageActionsContext = createContext<MessageActions | null>(null)
export const MessageActionsProvider = MessageActionsContext.Provider

export function useMessageActions(): MessageActions {
  const actions = useContext(MessageActionsContext)
  if (!actions) throw new Error('useMessageActions needs a MessageActionsProvider around it.')
  return actions
}
