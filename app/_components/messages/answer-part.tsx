'use client'

import type { Approval, OwnerAnswer } from '#protocol/access/approvals.ts'
import { isToolPart, type ToolPart } from '#protocol/chat/tool-part.ts'
import type { ChatMessage, ChatPart } from '#protocol/messages.ts'
import { ApprovalCard } from '../approvals/approval-card.tsx'
import { AttachmentCard } from '../files/attachment-card.tsx'
import { LazyMarkdown } from '../markdown/lazy-markdown.tsx'
import { readToolCall } from '../tools/tool-call.ts'
import { ToolCard } from '../tools/tool-card.tsx'
import { ReasoningFold } from './reasoning-fold.tsx'
import { SteeredMessage } from './steered-message.tsx'

export interface AssistantMessageProps {
  message: ChatMessage
  /** The approvals of this conversation; the same list for as long as none changes. */
  approvals: readonly Approval[]
  onDecide: (approvalId: string, answer: OwnerAnswer) => Promise<void>
}

/** One part of an answer in the form that suits it. */
export function AnswerPart({
  part,
  message,
  approvals,
  onDecide,
}: AssistantMessageProps & { part: ChatPart }) {
  if (part.type === 'text') {
    return <LazyMarkdown text={part.text} isStreaming={part.state === 'streaming'} />
  }
  if (part.type === 'reasoning') {
    return <ReasoningFold text={part.text} isStreaming={part.state === 'streaming'} />
  }
  if (part.type === 'steering-message') return <SteeredMessage part={part} />
  if (part.type === 'data-attachment') return <AttachmentCard file={part.data} />
  if (isToolPart(part))
    return <Tool part={part} message={message} approvals={approvals} onDecide={onDecide} />
  return null
}

function Tool({
  part,
  message,
  approvals,
  onDecide,
}: AssistantMessageProps & {
  part: ToolPart
}) {
  const approval = approvals.find((each) => each.toolCallId === part.toolCallId)
  const isWaiting = approval?.status === 'pending'
  return (
    <>
      {approval?.kind !== 'question' && (
        <ToolCard call={readToolCall(part, message, isWaiting)} isExplained={approval !== undefined} />
      )}
      {approval && <ApprovalCard approval={approval} onDecide={(answer) => onDecide(approval.id, answer)} />}
    </>
  )
}
