'use client'

import clsx from 'clsx'
import { memo, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { ChatMessage } from '#protocol/messages.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ForkButton } from './fork-button.tsx'
import { messageText } from './message-text.ts'
import { PrivateMark } from './private-mark.tsx'

export const UserMessage = memo(function UserMessage({ message }: { message: ChatMessage }) {
  const t = useTranslations('chat')
  const { author, channel, private: isPrivate } = message.metadata ?? {}
  const from = [author, channel === 'web' ? undefined : channel].filter(Boolean).join(' · ')
  const text = messageText(message)
  return (
    <Bubble
      text={text}
      note={from}
      actions={
        <>
          {isPrivate && <PrivateMark />}
          <span className="flex items-center md:opacity-0 md:group-focus-within/message:opacity-100 md:group-hover/message:opacity-100">
            <CopyButton text={text} label={t('copyMessage')} />
            <ForkButton messageId={message.id} />
          </span>
        </>
      }
    />
  )
})

/** What its writer said: at the right, in a bubble. */
export function Bubble({
  text,
  note,
  isFaint,
  actions,
}: {
  text: string
  note: string
  isFaint?: boolean
  actions?: ReactNode
}) {
  const t = useTranslations('chat')
  return (
    <article aria-label={t('you')} className="group/message flex flex-col items-end gap-1">
      <div
        className={clsx(
          'max-w-[85%] rounded-dialog bg-fg/7 px-3.5 py-2 text-prose [overflow-wrap:anywhere] whitespace-pre-wrap',
          isFaint && 'opacity-70',
        )}
      >
        {text}
      </div>
      {note !== '' && <span className="text-fg-3 text-meta">{note}</span>}
      {actions && <div className="-mt-0.5 -mb-3 flex items-center gap-1">{actions}</div>}
    </article>
  )
}
