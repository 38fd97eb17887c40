'use client'

import { Clock, Pencil, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { QueuedMessage } from '#protocol/sessions.ts'
import { useAction } from '../../../_lib/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'

/** Messages in line, above the place where the next one is written. */
export function QueueChips({ items }: { items: readonly QueuedMessage[] }) {
  const t = useTranslations('queue')
  if (items.length === 0) return null
  return (
    <ul
      aria-label={t('label')}
      className="mx-auto flex max-h-48 w-full max-w-[768px] flex-col gap-1.5 overflow-y-auto px-4 pb-2 md:px-6"
    >
      {items.map((item) => (
        <QueueChip key={item.runId} item={item} />
      ))}
    </ul>
  )
}

function QueueChip({ item }: { item: QueuedMessage }) {
  const t = useTranslations('queue')
  const action = useAction()
  const [draft, setDraft] = useState<string | null>(null)
  const { runId } = item

  async function save(text: string) {
    if ((await action.run('chat.queueEdit', { runId, text })) !== undefined) setDraft(null)
  }

  return (
    <li className="rounded-card border bg-surface text-ui" data-queued={runId}>
      {draft === null ? (
        <div className="flex items-center gap-1 pl-2.5">
          <Clock size={14} className="shrink-0 text-fg-3" aria-hidden="true" />
          <span className="min-w-0 flex-1 truncate px-1">{item.text}</span>
          <span className="hidden shrink-0 text-fg-3 text-meta sm:inline">{t(item.mode)}</span>
          <IconButton label={t('edit')} data-return onClick={() => setDraft(item.text)}>
            <Pencil size={14} />
          </IconButton>
          <IconButton
            label={t('remove')}
            disabled={action.isBusy}
            onClick={() => void action.run('chat.queueRemove', { runId })}
          >
            <X size={16} />
          </IconButton>
        </div>
      ) : (
        <form
          className="flex flex-col gap-2 p-2"
          onSubmit={(event) => {
            event.preventDefault()
            if (draft.trim() !== '') void save(draft.trim())
          }}
        >
          <textarea
            ref={focusOnce}
            rows={2}
            value={draft}
            aria-label={t('edit')}
            className="w-full resize-y rounded-control border border-border-control bg-bg px-2 py-1.5 text-[16px] md:text-ui"
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
              event.preventDefault()
              setDraft(null)
            }}
          />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setDraft(null)}>{t('cancel')}</Button>
            <Button tone="primary" type="submit" disabled={draft.trim() === '' || action.isBusy}>
              {t('save')}
            </Button>
          </div>
        </form>
      )}
      {action.problem && (
        <p role="alert" className="px-2.5 pb-1.5 text-err text-meta">
          {t('failed')}
        </p>
      )}
    </li>
  )
}

/** It was opened by a click: what follows is typed into it. */
const focusOnce = (element: HTMLTextAreaElement | null): void => element?.focus()
