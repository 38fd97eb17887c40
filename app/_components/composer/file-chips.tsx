'use client'

import { RotateCcw, X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { fileIcon } from '../files/file-icon.ts'
import { useFileSize } from '../files/file-size.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { visible } from '../ui/visible.ts'
import type { FileDraft, Files } from './use-files.ts'

/** The files that go with the next message: how far each is, and the way to leave it out. */
export function FileChips({ files }: { files: Files }) {
  const t = useTranslations('file')
  if (files.list.length === 0) return null
  return (
    <ul aria-label={t('label')} className="flex max-h-40 flex-wrap gap-1.5 overflow-y-auto p-1">
      {files.list.map((draft) => (
        <FileChip
          key={draft.key}
          draft={draft}
          onRemove={() => files.remove(draft.key)}
          onRetry={() => files.retry(draft.key)}
        />
      ))}
    </ul>
  )
}

function FileChip({
  draft,
  onRemove,
  onRetry,
}: {
  draft: FileDraft
  onRemove: () => void
  onRetry: () => void
}) {
  const t = useTranslations('file')
  const tError = useTranslations('error')
  const fileSize = useFileSize()
  const { name, bytes, type, share, upload, problem, file } = draft
  const Icon = fileIcon(type)
  const problems: Partial<Record<NonNullable<FileDraft['problem']>, string>> = {
    lost: t('lost'),
    too_large: t('tooLarge'),
  }
  return (
    <li className="relative flex max-w-full items-center gap-2 overflow-hidden rounded-control border bg-bg pl-2.5 text-ui">
      <Icon size={16} strokeWidth={1.75} className="shrink-0 text-fg-2" aria-hidden="true" />
      <span className="min-w-0 py-1">
        <span className="block max-w-44 truncate">{visible(name)}</span>
        {problem === undefined ? (
          <span className="block text-fg-3 text-meta tabular-nums">
            {upload ? fileSize(bytes) : t('sending', { share })}
          </span>
        ) : (
          <span role="alert" className="block text-err text-meta">
            {problems[problem] ?? (problem === 'lost' ? null : tError(problem))}
          </span>
        )}
      </span>
      <span className="flex">
        {problem !== undefined && file && (
          <IconButton label={t('retry', { name })} onClick={onRetry}>
            <RotateCcw size={14} />
          </IconButton>
        )}
        <IconButton label={t('remove', { name })} onClick={onRemove}>
          <X size={14} />
        </IconButton>
      </span>
      {!upload && problem === undefined && (
        <progress
          value={share}
          max={1}
          aria-label={visible(name)}
          className="absolute inset-x-0 bottom-0 h-0.5 w-full accent-accent"
        />
      )}
    </li>
  )
}
