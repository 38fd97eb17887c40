'use client'

import { memo } from 'react'
import { useTranslations } from 'use-intl'
import type { Approval, OwnerAnswer } from '#protocol/access/approvals.ts'
import type { ChatMessage, ChatPart } from '#protocol/messages.ts'
import { ApprovalCard } from '../approvals/approval-card.tsx'
import { AttachmentCard } from '../files/attachment-card.tsx'
import { LazyMarkdown } from '../markdown/lazy-markdown.tsx'
import { gatherBursts } from '../tools/burst.ts'
import { BurstCard } from '../tools/burst-card.tsx'
import { isToolPart, readToolCall, type ToolPart } from '../tools/tool-call.ts'
import { ToolCard } from '../tools/tool-card.tsx'
import { AnswerFooter } from './answer-footer.tsx'
import { DeliveryNotice } from './delivery-notice.tsx'
import { ReasoningFold } from './reasoning-fold.tsx'
import { RunNotice } from './run-notice.tsx'
import { SteeredMessage } from './steered-message.tsx'
import { Thinking } from './thinking.tsx'

export interface AssistantMessageProps {
  message: ChatMessage
  /** The approvals of this conversation; the same list for as long as none changes. */
  approvals: readonly Approval[]
  onDecide: (approvalId: string, answer: OwnerAnswer) => Promise<void>
}

/** One answer: its text, reasoning, tools, questions, and how it ended. */
export const AssistantMessage = memo(function AssistantMessage(props: AssistantMessageProps) {
  const { message } = props
  const t = useTranslations('chat')
  const { status, runId, error, delivery } = message.metadata ?? {}
  const isStreaming = status === 'streaming'
  // The model may go on writing while a tool waits; then it is the reader's turn, whatever comes last.
  const isAsking = props.approvals.some((each) => each.runId === runId && each.status === 'pending')
  return (
    <article aria-label={t('assistant')} className="group/message flex flex-col" data-status={status}>
      {gatherBursts(message.parts, props.approvals).map((shown) =>
        'calls' in shown ? (
          <BurstCard key={shown.key} calls={shown.calls.map((part) => readToolCall(part, message, false))} />
        ) : (
          <Part key={shown.key} part={shown.part} {...props} />
        ),
      )}
      {isStreaming && !isAsking && isSilent(message.parts) && <Thinking />}
      {(status === 'failed' || status === 'stopped' || status === 'interrupted') && (
        <RunNotice status={status} error={error} runId={runId} isUncertain={hasUncertain(message)} />
      )}
      {delivery && <DeliveryNotice messageId={message.id} delivery={delivery} />}
      {!isStreaming && status !== 'waiting' && <AnswerFooter message={message} />}
    </article>
  )
})

function Part({ part, message, approvals, onDecide }: AssistantMessageProps & { part: ChatPart }) {
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

const hasUncertain = (message: ChatMessage): boolean =>
  message.parts.some((part) => isToolPart(part) && readToolCall(part, message, false).state === 'uncertain')

/** Whether nothing on the screen shows that work goes on. */
function isSilent(parts: readonly ChatPart[]): boolean {
  const last = parts.findLast((part) => part.type !== 'step-start' && part.type !== 'data-tool-output')
  if (!last) return true
  if (last.type === 'text' || last.type === 'reasoning') return last.state !== 'streaming' || last.text === ''
  return isToolPart(last) && (last.state === 'output-available' || last.state === 'output-error')
}
