'use client'

import clsx from 'clsx'
import { memo, type ReactNode, useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { AttachmentData } from '#protocol/media.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { AttachmentCard } from '../files/attachment-card.tsx'
import { endOfFirst } from '../markdown/first-part.ts'
import { ShowMore } from '../markdown/show-more.tsx'
import { TaskSource } from '../tools/task-source.tsx'
import { useTriggerPlace } from '../why/trigger-place.ts'
import { EditMessage } from './edit-message.tsx'
import { messageText } from './message-text.ts'
import { MessageTools } from './message-tools.tsx'
import { PrivateMark } from './private-mark.tsx'
import { VersionPicker } from './versions/version-picker.tsx'

export const UserMessage = memo(function UserMessage({ message }: { message: ChatMessage }) {
  const { author, channel, givenBy, private: isPrivate, writtenAt } = message.metadata ?? {}
  const t = useTranslations('chat')
  const edit = message.parts.findLast((part) => part.type === 'data-edit')
  const changed = edit && t('changedLater', { words: edit.data.text })
  const format = useFormatter()
  const written =
    writtenAt !== undefined &&
    t('writtenAt', { time: format.dateTime(writtenAt, { dateStyle: 'medium', timeStyle: 'short' }) })
  const placeOf = useTriggerPlace()
  const isFromElsewhere = channel !== undefined && channel !== 'web' && givenBy === undefined
  const from = [author, isFromElsewhere && placeOf(channel), written, changed].filter(Boolean).join(' · ')
  const text = messageText(message)
  const [isEditing, setEditing] = useState(false)
  if (isEditing) return <EditMessage message={message} text={text} onClose={() => setEditing(false)} />
  return (
    <Bubble
      text={text}
      files={message.parts.flatMap((part) => (part.type === 'data-attachment' ? [part.data] : []))}
      note={from}
      mark={
        (isPrivate || givenBy !== undefined) && (
          <>
            {givenBy !== undefined && <TaskSource sessionId={givenBy} />}
            {isPrivate && <PrivateMark />}
          </>
        )
      }
      tools={
        <>
          <VersionPicker messageId={message.id} />
          <MessageTools message={message} onEdit={() => setEditing(true)} />
        </>
      }
    />
  )
})

/** What is shown before somebody asks for more, and how much more each time. */
const PAGE = { lines: 200, characters: 10_000 }

/** What its writer said: at the right, in a bubble. On phones its tools stand beside it, to save a row. */
export function Bubble({
  text,
  files = [],
  note,
  isFaint,
  mark,
  tools,
}: {
  text: string
  files?: readonly AttachmentData[]
  note: string
  isFaint?: boolean
  mark?: ReactNode
  tools?: ReactNode
}) {
  const t = useTranslations('chat')
  const [pages, setPages] = useState(1)
  const end = endOfFirst(text, { lines: PAGE.lines * pages, characters: PAGE.characters * pages })
  return (
    <article
      aria-label={t('you')}
      className="group/message flex flex-row-reverse flex-wrap items-end md:flex-col md:flex-nowrap"
    >
      {files.length > 0 && (
        <div className="flex w-full flex-col items-end">
          {files.map((file) => (
            <AttachmentCard key={file.mediaId} file={file} />
          ))}
        </div>
      )}
      {text !== '' && (
        <div
          dir="auto"
          className={clsx(
            'max-w-[min(85%,calc(100%-44px))] rounded-dialog bg-fg/7 px-3.5 py-2 text-prose [overflow-wrap:anywhere] whitespace-pre-wrap',
            isFaint && 'opacity-70',
          )}
        >
          {text.slice(0, end)}
          {end < text.length && (
            <ShowMore shown={end} total={text.length} onMore={() => setPages(pages + 1)} />
          )}
        </div>
      )}
      {tools && <div className="flex items-center md:order-2 md:-mb-3 md:pt-0.5">{tools}</div>}
      {(note !== '' || mark) && (
        <div className="mt-1 flex w-full items-center justify-end gap-2">
          {mark}
          {note !== '' && <span className="text-fg-3 text-meta">{note}</span>}
        </div>
      )}
    </article>
  )
}
