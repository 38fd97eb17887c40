'use client'

import { ArrowRightLeft } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { ChatMessage } from '#protocol/messages.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ForkButton } from './fork-button.tsx'
import { messageText } from './message-text.ts'
import { PrivateMark } from './private-mark.tsx'

/** Beneath an answer: where it came from, and what can be done with it. */
export function AnswerFooter({ message }: { message: ChatMessage }) {
  const t = useTranslations('chat')
  const tRun = useTranslations('run')
  const { model, modelSwitch, command, private: isPrivate } = message.metadata ?? {}
  const text = messageText(message)
  if (text === '' && !isPrivate && !modelSwitch) return null
  return (
    <div className="-mt-1 -mb-3 -ml-2 flex flex-wrap items-center gap-1">
      {(isPrivate || modelSwitch) && (
        <span className="flex flex-wrap items-center gap-2 pl-2">
          {isPrivate && <PrivateMark />}
          {modelSwitch && (
            <span className="flex items-center gap-1 text-fg-2 text-meta">
              <ArrowRightLeft size={12} aria-hidden="true" />
              {tRun('switched', { model: modelSwitch.model })}
            </span>
          )}
        </span>
      )}
      <span className="flex items-center gap-1 transition-opacity md:opacity-0 md:group-focus-within/message:opacity-100 md:group-hover/message:opacity-100">
        {text !== '' && <CopyButton text={text} label={t('copyMessage')} />}
        <ForkButton messageId={message.id} />
        {command ? (
          <span className="text-fg-3 text-meta">{t('command')}</span>
        ) : (
          model && !modelSwitch && <span className="font-mono text-fg-3 text-meta">{model}</span>
        )}
      </span>
    </div>
  )
}
