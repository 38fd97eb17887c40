'use client'

import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ChatMessage } from '#protocol/messages.ts'
import { type Problem, problemOf } from '../../_lib/gateway/problem.ts'
import { composerAction, keyOf } from '../composer/composer-key.ts'
import { findComposer } from '../composer/find-composer.ts'
import { Button } from '../ui/button.tsx'
import { useMessageActions } from './message-actions.ts'
import { useIsAnswering } from './versions/use-versions.ts'

/** Other words for a message: the first ones stay as a version of it, or in the conversation that others have read. */
export function EditMessage({
  message,
  text,
  onClose,
}: {
  message: ChatMessage
  text: string
  onClose: () => void
}) {
  const t = useTranslations('chat')
  const tError = useTranslations('error')
  const { rephrase, isOwn } = useMessageActions()
  const isAnswering = useIsAnswering()
  const sent = useRef({ text: '', idempotencyKey: '' })
  const [draft, setDraft] = useState(text)
  const [state, setState] = useState<'open' | 'sending' | Problem>('open')
  const canSend = draft.trim() !== '' && state !== 'sending' && !(isOwn && isAnswering)

  async function send() {
    if (!canSend) return
    setState('sending')
    try {
      const words = draft.trim()
      // The same words again, after a lost connection, are the same message.
      if (sent.current.text !== words) sent.current = { text: words, idempotencyKey: crypto.randomUUID() }
      await rephrase(message, words, sent.current.idempotencyKey)
      // What was said anew is answered below.
      findComposer()?.focus({ preventScroll: true })
      onClose()
    } catch (cause) {
      setState(problemOf(cause))
    }
  }

  return (
    <form
      className="ml-auto flex w-full max-w-[85%] flex-col gap-2 rounded-dialog border bg-surface p-2"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <textarea
        ref={focusAtEnd}
        rows={Math.min(12, draft.split('\n', 12).length + 1)}
        value={draft}
        aria-label={t('edit')}
        className="w-full resize-y rounded-control border border-border-control bg-bg px-2.5 py-1.5 text-[16px] md:text-prose"
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          const key = keyOf(event)
          if (key.key === 'Escape' && !key.isComposing) {
            event.preventDefault()
            onClose()
          } else if (composerAction(key) !== 'none') {
            event.preventDefault()
            void send()
          }
        }}
      />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <span className="min-w-0 flex-1 text-fg-3 text-meta">
          {t(!isOwn ? 'editHintApart' : isAnswering ? 'editWait' : 'editHint')}
        </span>
        <Button onClick={onClose}>{t('editCancel')}</Button>
        <Button tone="primary" type="submit" disabled={!canSend}>
          {t(isOwn ? 'editSend' : 'editSendApart')}
        </Button>
      </div>
      {state !== 'open' && state !== 'sending' && (
        <p role="alert" className="text-err text-meta">
          {t('failed', { reason: tError(state) })}
        </p>
      )}
    </form>
  )
}

const focusAtEnd = (element: HTMLTextAreaElement | null): void => {
  element?.focus()
  element?.setSelectionRange(element.value.length, element.value.length)
}
