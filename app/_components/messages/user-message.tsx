'use client'

import clsx from 'clsx'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import type { ChatMessage } from '#protocol/messages.ts'
import type { PendingMessage } from '../../_lib/session/session-model.ts'
import { messageText } from './message-text.ts'

export const UserMessage = memo(function UserMessage({ message }: { message: ChatMessage }) {
  const { author, channel } = message.metadata ?? {}
  const from = [author, channel === 'web' ? undefined : channel].filter(Boolean).join(' · ')
  return <Bubble text={messageText(message)} note={from} />
})

/** An own message before it is in the transcript. */
export function PendingBubble({
  pending,
  isConnected,
  onResend,
  onDiscard,
}: {
  pending: PendingMessage
  isConnected: boolean
  onResend: () => void
  onDiscard: () => void
}) {
  const t = useTranslations('chat')
  const note = {
    sending: isConnected ? t('sending') : t('sendWaiting'),
    accepted: t('queued'),
    unsent: '',
  }[pending.state]
  return (
    <div>
      <Bubble text={pending.text} note={note} isFaint />
      {pending.state === 'unsent' && <Unsent pending={pending} onResend={onResend} onDiscard={onDiscard} />}
    </div>
  )
}

function Unsent({
  pending,
  onResend,
  onDiscard,
}: {
  pending: PendingMessage
  onResend: () => void
  onDiscard: () => void
}) {
  const t = useTranslations('chat')
  const tError = useTranslations('error')
  return (
    <div role="alert" className="mt-1 flex flex-wrap items-center justify-end gap-x-3 text-ui">
      <span className="text-err">
        {t('unsent')} {pending.problem && tError(pending.problem)}
      </span>
      <button type="button" className="min-h-11 text-accent underline md:min-h-8" onClick={onResend}>
        {t('resend')}
      </button>
      <button type="button" className="min-h-11 text-fg-2 underline md:min-h-8" onClick={onDiscard}>
        {t('discard')}
      </button>
    </div>
  )
}

function Bubble({ text, note, isFaint }: { text: string; note: string; isFaint?: boolean }) {
  const t = useTranslations('chat')
  return (
    <article aria-label={t('you')} className="flex flex-col items-end gap-1">
      <div
        className={clsx(
          'max-w-[85%] rounded-dialog bg-fg/7 px-3.5 py-2 text-prose [overflow-wrap:anywhere] whitespace-pre-wrap',
          isFaint && 'opacity-70',
        )}
      >
        {text}
      </div>
      {note !== '' && <span className="text-fg-3 text-meta">{note}</span>}
    </article>
  )
}
