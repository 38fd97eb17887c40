'use client'

import { type ComponentProps, type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { SessionView } from '../../_lib/session/session-store.ts'
import { ApprovalCard } from '../approvals/approval-card.tsx'
import { Thinking } from '../messages/thinking.tsx'
import { Entry } from './entry.tsx'
import { FindBar } from './find/find-bar.tsx'
import { FinishedAnnouncer } from './finished-announcer.tsx'
import { JumpButton } from './jump-button.tsx'
import { MissingMessage } from './missing-message.tsx'
import { OlderMessages } from './older-messages.tsx'
import { listOrphans, listShown } from './shown.ts'
import { useFoundMessage } from './use-found-message.ts'
import { HEAD, useRows } from './use-rows.ts'
import { useScrollEnd } from './use-scroll-end.ts'

/** The messages of a conversation, oldest first, in a list that stays at its end. */
export function Transcript({
  sessionId,
  view,
  queued,
  children,
  onDecide,
  onLoadOlder,
  onSeek,
}: {
  sessionId: string
  view: SessionView
  /** Ids of messages in line: they are shown above the composer. */
  queued: ReadonlySet<string>
  /** What stands after the last message: own messages on their way. */
  children: ReactNode
  onDecide: ComponentProps<typeof Entry>['onDecide']
  onLoadOlder: () => Promise<void>
  onSeek: (messageId: string) => Promise<boolean>
}) {
  const t = useTranslations('chat')
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const { isAtEnd, isFar, scrollToEnd, leaveEnd } = useScrollEnd(scroller, content)
  const messages = useMemo(() => listShown(view.messages, queued), [view.messages, queued])
  const rows = useRows(scroller, messages)
  const { show } = rows
  const bringIntoView = useCallback(
    (index: number) => {
      leaveEnd()
      show(index)
    },
    [leaveEnd, show],
  )
  const { found, isMissing } = useFoundMessage({ messages, onShow: bringIntoView, onSeek })
  const isAsking = view.approvals.some((approval) => approval.status === 'pending')
  const isWaitingForStart = view.running && messages.at(-1)?.role !== 'assistant'

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
          className="relative mx-auto flex w-full max-w-[768px] flex-col gap-5 px-4 pb-6 md:px-6"
          style={{ paddingTop: HEAD }}
        >
          <OlderMessages scroller={scroller} hasMore={view.hasMore} onLoad={onLoadOlder} />
          <div className="relative" style={{ height: rows.height }}>
            <div
              className="absolute inset-x-0 top-0 flex flex-col gap-5"
              style={{ transform: `translateY(${rows.above}px)` }}
            >
              {rows.items.map(({ index, key }) => {
                const message = messages[index]
                return (
                  message && (
                    <div key={key} ref={rows.measure} data-index={index}>
                      <Entry
                        message={message}
                        isFound={message.id === found}
                        approvals={view.approvals}
                        onDecide={onDecide}
                      />
                    </div>
                  )
                )
              })}
            </div>
          </div>
          {listOrphans(view).map((approval) => (
            <ApprovalCard
              key={approval.id}
              approval={approval}
              onDecide={(answer) => onDecide(approval.id, answer)}
            />
          ))}
          {isWaitingForStart && <Thinking />}
          {children}
        </div>
      </div>
      {isMissing && found !== null && <MissingMessage key={found} messageId={found} onSeek={onSeek} />}
      {!isAtEnd && <JumpButton isWaiting={isAsking && isFar} onJump={scrollToEnd} />}
      <FindBar sessionId={sessionId} />
      <FinishedAnnouncer messages={view.messages} />
    </div>
  )
}
