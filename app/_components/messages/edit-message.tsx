'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type ErrorCode, toAppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { composerAction, keyOf } from '../composer/composer-key.ts'
import { Button } from '../ui/button.tsx'
import { useMessageActions } from './message-actions.ts'

/** Other words for a message: they go on in a copy of the conversation, so that both ways stay. */
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
  const { rephrase } = useMessageActions()
  const [draft, setDraft] = useState(text)
  const [state, setState] = useState<'open' | 'sending' | ErrorCode>('open')
  const canSend = draft.trim() !== '' && state !== 'sending'

  async function send() {
    if (!canSend) return
    setState('sending')
    try {
      await rephrase(message, draft.trim())
      onClose()
    } catch (cause) {
      setState(toAppError(cause).code)
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
        <span className="min-w-0 flex-1 text-fg-3 text-meta">{t('editHint')}</span>
        <Button onClick={onClose}>{t('editCancel')}</Button>
        <Button tone="primary" type="submit" disabled={!canSend}>
          {t('editSend')}
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
