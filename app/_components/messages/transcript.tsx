'use client'

import { ArrowDown } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { ApprovalDecision } from '#protocol/approvals.ts'
import type { SessionView } from '../../_lib/session/session-store.ts'
import { ApprovalCard } from '../approvals/approval-card.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { AssistantMessage } from './assistant-message.tsx'
import { FinishedAnnouncer } from './finished-announcer.tsx'
import { OlderMessages } from './older-messages.tsx'
import { Thinking } from './thinking.tsx'
import { useScrollEnd } from './use-scroll-end.ts'
import { UserMessage } from './user-message.tsx'

/** The messages of a conversation, oldest first, in a list that stays at its end. */
export function Transcript({
  view,
  children,
  onDecide,
  onAskAgain,
  onLoadOlder,
}: {
  view: SessionView
  /** What stands after the last message: own messages on their way. */
  children: ReactNode
  onDecide: (approvalId: string, decision: ApprovalDecision) => Promise<void>
  onAskAgain: (runId: string) => void
  onLoadOlder: () => Promise<void>
}) {
  const t = useTranslations('chat')
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const { isAtEnd, scrollToEnd } = useScrollEnd({ scroller, content, firstId: view.messages[0]?.id })
  const isWaitingForStart = view.running && view.messages.at(-1)?.role !== 'assistant'

  // Whoever sends something wants to see it.
  const sent = view.pending.length
  const lastSent = useRef(sent)
  useEffect(() => {
    if (sent > lastSent.current) scrollToEnd()
    lastSent.current = sent
  }, [sent, scrollToEnd])

  return (
    <div className="relative min-h-0 flex-1">
      <div ref={scroller} className="h-full overflow-y-auto overscroll-contain [overflow-anchor:none]">
        <div
          ref={content}
          role="log"
          aria-label={t('log')}
          aria-live="off"
          className="mx-auto flex w-full max-w-[768px] flex-col gap-5 px-4 py-6 md:px-6"
        >
          <OlderMessages scroller={scroller} hasMore={view.hasMore} onLoad={onLoadOlder} />
          {view.messages.map((message) =>
            message.role === 'user' ? (
              <UserMessage key={message.id} message={message} />
            ) : (
              <AssistantMessage
                key={message.id}
                message={message}
                approvals={view.approvals}
                onDecide={onDecide}
                onAskAgain={onAskAgain}
              />
            ),
          )}
          {orphans(view).map((approval) => (
            <ApprovalCard
              key={approval.id}
              approval={approval}
              onDecide={(decision) => onDecide(approval.id, decision)}
            />
          ))}
          {isWaitingForStart && <Thinking />}
          {children}
        </div>
      </div>
      {!isAtEnd && (
        <IconButton
          label={t('jump')}
          onClick={scrollToEnd}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full! border bg-surface shadow-popover"
        >
          <ArrowDown size={16} />
        </IconButton>
      )}
      <FinishedAnnouncer messages={view.messages} />
    </div>
  )
}

/** Pending approvals whose tool call is not on the page: they must be seen all the same. */
function orphans(view: SessionView) {
  const shown = new Set(
    view.messages.flatMap((message) =>
      message.parts.flatMap((part) => ('toolCallId' in part ? [part.toolCallId] : [])),
    ),
  )
  return view.approvals.filter((approval) => approval.status === 'pending' && !shown.has(approval.toolCallId))
}
