'use client'

import clsx from 'clsx'
import { ArrowRightLeft } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { ChatMessage } from '#protocol/messages.ts'
import { firstSentence } from '../why/first-sentence.ts'
import { messageText } from './message-text.ts'
import { MessageTools } from './message-tools.tsx'
import { PrivateMark } from './private-mark.tsx'
import { useVersions } from './versions/use-versions.ts'
import { VersionPicker } from './versions/version-picker.tsx'

/** Of interest to who looks for it: on phones it is always there, as nothing hovers. */
const ORIGIN =
  'text-fg-3 text-meta transition-opacity md:opacity-0 md:group-focus-within/message:opacity-100 md:group-hover/message:opacity-100'

/** Beneath an answer: where it came from, and what can be done with it. */
export function AnswerFooter({ message }: { message: ChatMessage }) {
  const t = useTranslations('chat')
  const tRun = useTranslations('run')
  const tError = useTranslations('error')
  const { model, modelSwitch, modelChanges = [], command, private: isPrivate } = message.metadata ?? {}
  const text = messageText(message)
  const hasVersions = useVersions(message.id) !== undefined
  if (text === '' && !hasVersions && !isPrivate && !modelSwitch && modelChanges.length === 0) return null
  return (
    <>
      {[...new Map(modelChanges.map((change) => [JSON.stringify(change), change]))].map(
        ([key, { from, to, code }]) => (
          <p key={key} className="mb-2 flex items-start gap-1.5 text-fg-2 text-meta">
            <ArrowRightLeft size={12} className="mt-0.5 shrink-0" aria-hidden="true" />
            {from === to
              ? tRun('askedAgain', { model: to, reason: firstSentence(tError(code)) })
              : tRun('changed', { from, to, reason: firstSentence(tError(code)) })}
          </p>
        ),
      )}
      <div className="-mt-2 -mb-4 -ml-3 md:-mt-1 md:-mb-3 md:-ml-2 flex flex-wrap items-center gap-1">
        {(isPrivate || modelSwitch) && (
          <span className="flex flex-wrap items-center gap-2 pl-3 md:pl-2">
            {isPrivate && <PrivateMark />}
            {modelSwitch && (
              <span className="flex items-center gap-1 text-fg-2 text-meta">
                <ArrowRightLeft size={12} aria-hidden="true" />
                {tRun('switched', { model: modelSwitch.model })}
              </span>
            )}
          </span>
        )}
        <VersionPicker messageId={message.id} />
        <MessageTools message={message} />
        {command ? (
          <span className={ORIGIN}>{t('command')}</span>
        ) : (
          model && !modelSwitch && <span className={clsx(ORIGIN, 'font-mono')}>{model}</span>
        )}
      </div>
    </>
  )
}
