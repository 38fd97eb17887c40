import type { Approval } from '#protocol/access/approvals.ts'
import { isToolPart } from '#protocol/chat/tool-part.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { SessionView } from '../../_lib/session/session-store.ts'

/** Messages in line stand elsewhere, and one that joined an answer stands inside of it. */
export function listShown(
  messages: readonly ChatMessage[],
  queued: ReadonlySet<string>,
): readonly ChatMessage[] {
  const joined = new Set<string>()
  for (const { parts } of messages) {
    for (const part of parts) if (part.type === 'steering-message') joined.add(part.id)
  }
  if (queued.size === 0 && joined.size === 0) return messages
  return messages.filter((message) => !queued.has(message.id) && !joined.has(message.id))
}

/** Pending approvals whose tool call is not on the page: they must be seen all the same. */
export function listOrphans(view: SessionView): readonly Approval[] {
  if (!view.approvals.some((approval) => approval.status === 'pending')) return []
  const shown = new Set(
    view.messages.flatMap((message) =>
      message.parts.flatMap((part) => (isToolPart(part) ? [part.toolCallId] : [])),
    ),
  )
  return view.approvals.filter((approval) => approval.status === 'pending' && !shown.has(approval.toolCallId))
}
