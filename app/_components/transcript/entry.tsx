'use client'

import clsx from 'clsx'
import { useTranslations } from 'use-intl'
import type { AssistantMessageProps } from '../messages/answer-part.tsx'
import { AssistantMessage } from '../messages/assistant-message.tsx'
import { UserMessage } from '../messages/user-message.tsx'

/** One message of the list, marked where the address names it. */
export function Entry(props: AssistantMessageProps & { isFound: boolean }) {
  const { message, isFound, approvals, onDecide } = props
  const t = useTranslations('chat')
  return (
    <div
      data-message={message.id}
      className={clsx(isFound && 'rounded-card ring-2 ring-accent ring-offset-8 ring-offset-bg')}
    >
      {isFound && <span className="sr-only">{t('found')}</span>}
      <Words message={message} approvals={approvals} onDecide={onDecide} />
    </div>
  )
}

function Words({ message, ...rest }: AssistantMessageProps) {
  if (message.role === 'user') return <UserMessage message={message} />
  if (message.role === 'system') return <ResetLine />
  return <AssistantMessage message={message} {...rest} />
}

/** Where the model's memory of the conversation begins anew. */
function ResetLine() {
  const t = useTranslations('chat')
  return (
    <p className="flex items-center gap-3 text-fg-3 text-meta before:flex-1 before:border-t after:flex-1 after:border-t">
      <span className="max-w-[70%] text-center">{t('reset')}</span>
    </p>
  )
}
