'use client'

import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { CHAT_TEXT_LIMIT, type QueueMode } from '#protocol/sessions.ts'
import type { OutgoingMessage } from '../../_lib/session/session-model.ts'
import { AttachButton } from './attach-button.tsx'
import { BusyModeMenu, useBusyMode } from './busy-mode.tsx'
import { ComposerHint } from './composer-hint.tsx'
import { composerAction, keyOf } from './composer-key.ts'
import { DisplacedDraft } from './displaced-draft.tsx'
import { DropPlace } from './drop-place.tsx'
import { FileChips } from './file-chips.tsx'
import { SendButton, StopButton } from './send-buttons.tsx'
import { useSuggestions } from './suggest/use-suggestions.tsx'
import { NEW_DRAFT, useDraft } from './use-draft.ts'
import { useFiles } from './use-files.ts'

const HINT_ID = 'composer-hint'

/** Where one writes. The draft survives a reload and a change of conversation. */
export function Composer({
  draftName,
  isRunning,
  disabledReason,
  onSend,
  onStop,
}: {
  draftName: string
  isRunning: boolean
  /** Why nothing can be sent at the moment; writing is always possible. */
  disabledReason: string | null
  /** False where it could not be taken: it then stays. Its mode is there while an answer is in the making. */
  onSend: (message: OutgoingMessage) => boolean | Promise<boolean>
  onStop: () => void
}) {
  const t = useTranslations('composer')
  const tFile = useTranslations('file')
  const draft = useDraft(draftName)
  const { text, write } = draft
  const [busyMode, chooseBusyMode] = useBusyMode()
  const area = useRef<HTMLTextAreaElement>(null)
  const files = useFiles(draftName)
  const sessionId = draftName === NEW_DRAFT ? undefined : draftName
  const suggestions = useSuggestions({ text, area, sessionId, onTake: write })
  const isTooLong = text.length > CHAT_TEXT_LIMIT
  const hasFailed = files.list.some((file) => file.problem !== undefined)
  const problem = isTooLong
    ? t('tooLong', { count: text.length, limit: CHAT_TEXT_LIMIT })
    : hasFailed
      ? tFile('failedHint')
      : disabledReason
  const canSend = (text.trim() !== '' || files.list.length > 0) && problem === null
  /** It is to be sent as soon as its files are there. */
  const [wish, setWish] = useState<QueueMode | null>(null)

  useEffect(() => {
    if (wish === null || files.isBusy) return
    setWish(null)
    void send(wish)
  })

  async function send(mode: QueueMode) {
    if (!canSend) return
    if (files.isBusy) return setWish(mode)
    const sent = text
    const attachments = files.take()
    write('')
    const message = {
      text: sent.trim(),
      ...(attachments.length > 0 ? { attachments } : {}),
      ...(isRunning ? { mode } : {}),
    }
    if (!(await onSend(message))) {
      write(sent)
      files.putBack(attachments)
    }
    area.current?.focus()
  }

  return (
    <form
      className="relative mx-auto w-full max-w-[768px] px-4 print:hidden pb-[max(12px,env(safe-area-inset-bottom))] md:px-6 md:pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        void send(busyMode)
      }}
    >
      {suggestions.menu}
      <DropPlace onFiles={files.add} />
      <DisplacedDraft draft={draft} />
      <div className="rounded-dialog border border-border-control bg-surface p-1.5 focus-within:outline-2 focus-within:outline-accent">
        <FileChips files={files} />
        <div className="flex items-end gap-1">
          <AttachButton onFiles={files.add} />
          <div
            className="as-tall-as-its-text max-h-[min(240px,40dvh)] min-h-11 flex-1 text-[16px] leading-6 md:min-h-9 md:text-prose"
            data-text={text}
          >
            <textarea
              ref={area}
              id="composer"
              dir="auto"
              rows={1}
              value={text}
              aria-label={t('label')}
              aria-describedby={HINT_ID}
              {...suggestions.field}
              placeholder={t('placeholder')}
              enterKeyHint="send"
              className="resize-none bg-transparent outline-none placeholder:truncate placeholder:text-fg-3"
              onChange={(event) => {
                setWish(null)
                write(event.target.value)
              }}
              onPaste={(event) => {
                if (files.addPasted(event.clipboardData, tFile('pastedName'))) event.preventDefault()
              }}
              onKeyDown={(event) => {
                const isComposing = event.nativeEvent.isComposing || event.keyCode === 229
                if (!isComposing && suggestions.takeKey(event.key, event.shiftKey))
                  return event.preventDefault()
                const action = composerAction({ ...keyOf(event), isComposing })
                if (action === 'none') return
                event.preventDefault()
                void send(action === 'send-later' ? 'follow-up' : busyMode)
              }}
            />
          </div>
          {isRunning && <BusyModeMenu mode={busyMode} onChange={chooseBusyMode} />}
          {isRunning && <StopButton onStop={onStop} />}
          <SendButton isDisabled={!canSend} />
        </div>
      </div>
      <ComposerHint
        id={HINT_ID}
        problem={problem}
        isWaiting={wish !== null}
        mode={isRunning ? busyMode : null}
      />
    </form>
  )
}
