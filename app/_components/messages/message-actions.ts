import { createContext, useContext } from 'react'
import type { ChatMessage } from '#protocol/messages.ts'

/** What can be done with the messages of the conversation at hand. Each rejects where it did not arrive. */
export interface MessageActions {
  fork(messageId: string): Promise<void>
  /** Goes on in a new conversation that ends before this message, with other words in its place. */
  rephrase(message: ChatMessage, text: string): Promise<void>
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
