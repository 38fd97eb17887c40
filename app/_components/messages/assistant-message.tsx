'use client'

import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { isToolPart } from '#protocol/chat/tool-part.ts'
import type { ChatMessage, ChatPart } from '#protocol/messages.ts'
import { gatherBursts } from '../tools/burst.ts'
import { BurstCard } from '../tools/burst-card.tsx'
import { readToolCall } from '../tools/tool-call.ts'
import { AnswerFooter } from './answer-footer.tsx'
import { AnswerPart, type AssistantMessageProps } from './answer-part.tsx'
import { DeliveryNotice } from './delivery-notice.tsx'
import { RunNotice } from './run-notice.tsx'
import { Thinking } from './thinking.tsx'

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
          <AnswerPart key={shown.key} part={shown.part} {...props} />
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

const hasUncertain = (message: ChatMessage): boolean =>
  message.parts.some((part) => isToolPart(part) && readToolCall(part, message, false).state === 'uncertain')

/** Whether nothing on the screen shows that work goes on. */
function isSilent(parts: readonly ChatPart[]): boolean {
  const last = parts.findLast((part) => part.type !== 'step-start' && part.type !== 'data-tool-output')
  if (!last) return true
  if (last.type === 'text' || last.type === 'reasoning') return last.state !== 'streaming' || last.text === ''
  return isToolPart(last) && (last.state === 'output-available' || last.state === 'output-error')
}
