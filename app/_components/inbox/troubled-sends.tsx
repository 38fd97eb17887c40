'use client'

import { CircleQuestionMark } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'
import { visible } from '../ui/visible.ts'
import { AttentionCard } from './attention-card.tsx'
import { useChannelName } from './channel-name.ts'

type Delivery = Answers['outbox']['list']['deliveries'][number]

/** Answers that did not reach their chat, or may not have: the owner decides. */
export function TroubledSends({ deliveries }: { deliveries: readonly Delivery[] }) {
  return (
    <ul className="flex flex-col gap-3">
      {deliveries.map((delivery) => (
        <TroubledCard key={delivery.id} delivery={delivery} />
      ))}
    </ul>
  )
}

function TroubledCard({ delivery }: { delivery: Delivery }) {
  const t = useTranslations('delivery')
  const channelName = useChannelName()
  const mayDecide = useMay('approve')
  const action = useAction()
  const { id, channel, account, chatId, state, reason, text, sessionId, messageId } = delivery
  const choose = (decision: 'resend' | 'dismiss') => ({
    text: t(decision),
    onClick: () => void action.run('outbox.resolve', { id, action: decision }),
  })
  return (
    <AttentionCard
      tone="warn"
      icon={CircleQuestionMark}
      title={t(state)}
      facts={
        <>
          <p className="text-fg-2 text-ui">
            {channelName(channel, account)}{' '}
            <span className="font-mono text-meta [overflow-wrap:anywhere]">{visible(chatId)}</span>
          </p>
          <p className="font-mono text-fg-2 text-meta [overflow-wrap:anywhere]">{visible(reason)}</p>
        </>
      }
      words={
        text !== '' && (
          <blockquote className="max-h-48 overflow-y-auto border-l-2 pl-2.5 text-ui [overflow-wrap:anywhere] whitespace-pre-wrap">
            {visible(text)}
          </blockquote>
        )
      }
      at={sessionId !== null && messageId !== null ? { sessionId, messageId } : undefined}
      choices={mayDecide ? { leave: choose('dismiss'), again: choose('resend') } : undefined}
      action={action}
    />
  )
}
