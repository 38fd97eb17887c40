import type { Approval } from '#protocol/access/approvals.ts'
import { isToolPart, type ToolPart } from '#protocol/chat/tool-part.ts'
import type { ChatPart } from '#protocol/messages.ts'

/** So many calls in a row are shown as one. */
const SMALLEST = 3

/** A part of an answer as it is shown: by itself, or calls that came right after one another. */
export type Shown =
  | { readonly key: string; readonly part: ChatPart }
  | { readonly key: string; readonly calls: readonly ToolPart[] }

/**
 * Brings calls in a row together. What asked the owner stands by itself, and so does what goes on elsewhere: it is never folded away. Parts are
 * only ever added at the end, so their place is their identity; tool calls bring their own.
 */
export function gatherBursts(parts: readonly ChatPart[], approvals: readonly Approval[]): Shown[] {
  const asked = new Set(approvals.map(({ toolCallId }) => toolCallId))
  const shown: Shown[] = []
  let row: ToolPart[] = []
  const endRow = () => {
    if (row.length >= SMALLEST) shown.push({ key: `burst-${row[0]?.toolCallId}`, calls: row })
    else shown.push(...row.map((part) => ({ key: part.toolCallId, part })))
    row = []
  }
  for (const [place, part] of parts.entries()) {
    if (isUnseen(part)) continue
    if (isToolPart(part) && !asked.has(part.toolCallId) && part.type !== 'tool-session_send') row.push(part)
    else {
      endRow()
      shown.push({ key: isToolPart(part) ? part.toolCallId : String(place), part })
    }
  }
  endRow()
  return shown
}

/** Nothing of it is ever on the page, so that it does not part what stands around it. */
function isUnseen(part: ChatPart): boolean {
  if (part.type === 'text' || part.type === 'reasoning')
    return part.text.trim() === '' && part.state === 'done'
  return part.type === 'step-start' || part.type === 'data-tool-output'
}
