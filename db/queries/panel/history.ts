import type { Approval } from '#protocol/access/approvals.ts'
import { isToolPart } from '#protocol/chat/tool-part.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { ChatHistory } from '#protocol/sessions.ts'
import type { Db } from '../../client.ts'
import { listRunApprovals } from '../approvals.ts'
import { listMessages } from '../messages.ts'
import { listVersions } from './versions.ts'

/**
 * A page of a conversation as people see it, oldest message first: with what its answers asked the owner, and with
 * the versions of its messages. `live`, the answer in the making, stands in the place of what is stored of it, or last.
 */
export function readHistory(
  db: Db,
  page: { sessionId: string; before?: string | undefined; limit: number },
  live: ChatMessage | undefined,
): Pick<ChatHistory, 'messages' | 'versions' | 'hasMore'> & { approvals: Approval[] } {
  const stored = listMessages(db, page)
  const messages = live ? withLive(stored.messages, live) : stored.messages
  const versions = listVersions(db, page.sessionId)
  return {
    messages,
    approvals: listRunApprovals(db, listAskingRuns(messages)),
    ...(versions.length > 0 ? { versions } : {}),
    hasMore: stored.hasMore,
  }
}

/** Runs that may have asked the owner: nothing is asked but for a tool. */
function listAskingRuns(messages: readonly ChatMessage[]): string[] {
  return messages.flatMap(({ metadata, parts }) =>
    metadata?.runId !== undefined && parts.some(isToolPart) ? [metadata.runId] : [],
  )
}

function withLive(messages: readonly ChatMessage[], live: ChatMessage): ChatMessage[] {
  const isStored = messages.some((message) => message.id === live.id)
  return isStored ? messages.map((message) => (message.id === live.id ? live : message)) : [...messages, live]
}
