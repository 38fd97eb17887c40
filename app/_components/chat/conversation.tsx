'use client'

import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useConnection } from '../../_lib/panel-context.ts'
import { useFeed } from '../../_lib/session/use-feed.ts'
import { Composer } from '../composer/composer.tsx'
import { QueueChips } from '../composer/queue/queue-chips.tsx'
import { useQueue } from '../composer/queue/use-queue.ts'
import { MessageActionsProvider } from '../messages/message-actions.ts'
import { Transcript } from '../transcript/transcript.tsx'
import { MessagesSkeleton } from '../ui/states/messages-skeleton.tsx'
import { EmptyState } from './empty-state.tsx'
import { FailedConversation } from './failed-conversation.tsx'
import { PendingMessages } from './pending-messages.tsx'
import { useConversationActions } from './use-conversation-actions.ts'

/** One conversation: what was said, and the place to go on. */
export function Conversation({ sessionId }: { sessionId: string }) {
  const t = useTranslations('composer')
  const { feed, view } = useFeed(sessionId)
  // What was said is drawn in pieces, so that a key is heard in between.
  const phase = useDeferredValue(view.phase)
  const isConnected = useConnection() === 'ready'
  const [stopFailed, setStopFailed] = useState(false)

  const stop = useCallback(() => {
    setStopFailed(false)
    feed.stopRun().catch(() => setStopFailed(true))
  }, [feed])
  useEscape(stop, view.running)

  const revision = `${view.messages.length}:${view.pending.length}:${view.running}`
  const queue = useQueue(sessionId, revision)
  const queued = useMemo(() => new Set(queue.map((item) => item.userMessageId)), [queue])
  const actions = useConversationActions(sessionId, feed)

  if (view.phase === 'failed') return <FailedConversation view={view} />
  const isEmpty = phase === 'ready' && view.messages.length === 0 && view.pending.length === 0
  return (
    <MessageActionsProvider value={actions}>
      {phase === 'loading' && view.pending.length === 0 ? (
        <MessagesSkeleton />
      ) : isEmpty ? (
        <EmptyState onPick={(text) => feed.send({ text })} />
      ) : (
        <Transcript
          sessionId={sessionId}
          view={view}
          queued={queued}
          onDecide={feed.resolveApproval}
          onLoadOlder={feed.loadOlder}
          onSeek={feed.seek}
        >
          <PendingMessages view={view} feed={feed} isConnected={isConnected} />
        </Transcript>
      )}
      {stopFailed && view.running && (
        <p role="alert" className="px-4 pb-2 text-center text-err text-ui">
          {t('stopFailed')}
        </p>
      )}
      <QueueChips items={queue} />
      <Composer
        draftName={sessionId}
        isRunning={view.running}
        disabledReason={null}
        onSend={(message) => {
          feed.send(message)
          return true
        }}
        onStop={stop}
      />
    </MessageActionsProvider>
  )
}

/** Esc stops the answer, unless a menu or dialog has taken it for itself. */
function useEscape(stop: () => void, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
      // A native dialog closes only after its key has come by here, and takes no note of it.
      if (document.querySelector('dialog:modal') === null) stop()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [stop, isOn])
}
