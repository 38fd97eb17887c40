'use client'

import { CircleQuestionMark } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { MessageMetadata } from '#protocol/messages.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { useMessageActions } from './message-actions.ts'

/** An answer that is here but did not reach its chat app, or may not have: the owner decides. */
export function DeliveryNotice({
  messageId,
  delivery,
}: {
  messageId: string
  delivery: NonNullable<MessageMetadata['delivery']>
}) {
  const t = useTranslations('delivery')
  const { resolveDelivery } = useMessageActions()
  const [state, setState] = useState<'open' | 'sending' | 'failed'>('open')

  function resolve(action: 'resend' | 'dismiss') {
    setState('sending')
    resolveDelivery(messageId, action).then(
      () => setState('open'),
      () => setState('failed'),
    )
  }

  return (
    <Callout
      tone={delivery.state === 'failed' ? 'error' : 'warn'}
      icon={<CircleQuestionMark size={16} className="text-warn" />}
      className="mb-3"
    >
      <p className="font-semibold">{t(delivery.state)}</p>
      <p className="mt-0.5 font-mono text-fg-2 text-meta [overflow-wrap:anywhere]">{delivery.reason}</p>
      {state === 'failed' && (
        <p role="alert" className="mt-1 text-err">
          {t('actionFailed')}
        </p>
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button disabled={state === 'sending'} onClick={() => resolve('resend')}>
          {t('resend')}
        </Button>
        <Button tone="quiet" disabled={state === 'sending'} onClick={() => resolve('dismiss')}>
          {t('dismiss')}
        </Button>
      </div>
    </Callout>
  )
}
