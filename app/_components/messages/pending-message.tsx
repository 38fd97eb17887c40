'use client'

import { useTranslations } from 'use-intl'
import type { PendingMessage } from '../../_lib/session/session-model.ts'
import { Bubble } from './user-message.tsx'

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
  const files = (pending.attachments ?? []).map((upload) => ({ ...upload, state: 'ready' as const }))
  return (
    <div>
      <Bubble text={pending.text} files={files} note={note} isFaint />
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
