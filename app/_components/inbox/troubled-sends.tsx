'use client'

import { CircleQuestionMark } from 'lucide-react'
import { useId } from 'react'
import { useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'
import { cardKeys, keyOf } from '../approvals/card-keys.ts'
import { KeyHint } from '../approvals/key-hint.tsx'
import { SessionLink } from '../sessions/session-row.tsx'
import { Button } from '../ui/button.tsx'
import { visible } from '../ui/visible.ts'
import { ActionProblem } from './action-problem.tsx'
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
  const t = useTranslations('attention')
  const tDelivery = useTranslations('delivery')
  const channelName = useChannelName()
  const titleId = useId()
  const mayDecide = useMay('approve')
  const action = useAction()
  const { id, channel, account, chatId, state, reason, text, sessionId, messageId } = delivery
  const resolve = (decision: 'resend' | 'dismiss') =>
    void action.run('outbox.resolve', { id, action: decision })
  return (
    <li
      {...cardKeys}
      aria-labelledby={titleId}
      className="group/card flex flex-col gap-3 rounded-card border border-warn/40 bg-surface p-4"
    >
      <div className="flex items-start gap-3">
        <CircleQuestionMark
          size={20}
          strokeWidth={1.75}
          className="mt-0.5 shrink-0 text-warn"
          aria-hidden="true"
        />
        <div className="min-w-0 flex-1">
          <h3 id={titleId} className="font-semibold text-prose">
            {tDelivery(state)}
          </h3>
          <p className="text-fg-2 text-ui">
            {channelName(channel, account)}{' '}
            <span className="font-mono text-meta [overflow-wrap:anywhere]">{visible(chatId)}</span>
          </p>
          <p className="font-mono text-fg-2 text-meta [overflow-wrap:anywhere]">{visible(reason)}</p>
        </div>
      </div>
      {text !== '' && (
        <blockquote className="max-h-48 overflow-y-auto border-l-2 pl-2.5 text-ui [overflow-wrap:anywhere] whitespace-pre-wrap">
          {visible(text)}
        </blockquote>
      )}
      <div className="flex flex-col-reverse gap-3 md:flex-row md:flex-wrap md:items-center md:gap-2">
        {mayDecide && (
          <Button
            {...keyOf('leave')}
            className="min-h-12 md:min-h-9"
            disabled={action.isBusy}
            onClick={() => resolve('dismiss')}
          >
            {tDelivery('dismiss')}
            <KeyHint name="leave" />
          </Button>
        )}
        {sessionId !== null && messageId !== null && (
          <SessionLink
            sessionId={sessionId}
            messageId={messageId}
            isCurrent={false}
            onOpen={undefined}
            keyName="openCard"
            className="flex-none! justify-center underline underline-offset-2"
          >
            {t('open')}
            <KeyHint name="openCard" />
          </SessionLink>
        )}
        {mayDecide && (
          <Button
            {...keyOf('again')}
            tone="primary"
            className="min-h-12 md:ml-auto md:min-h-9"
            disabled={action.isBusy}
            onClick={() => resolve('resend')}
          >
            {tDelivery('resend')}
            <KeyHint name="again" />
          </Button>
        )}
      </div>
      <ActionProblem code={action.problem} />
    </li>
  )
}
