'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type AttachmentData, isInlineImage } from '#protocol/media.ts'
import { fetchFile } from '../../_lib/media.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { visible } from '../ui/visible.ts'
import { fileIcon } from './file-icon.ts'
import { useFileSize } from './file-size.ts'
import { InlineImage } from './inline-image.tsx'
import { saveFile } from './save-file.ts'

/** A file of a message: a picture in its place, anything else by name, to be kept. */
export function AttachmentCard({ file }: { file: AttachmentData }) {
  const t = useTranslations('file')
  const fileSize = useFileSize()
  const [hasFailed, setFailed] = useState(false)
  const { mediaId, name, type, bytes, state } = file
  const Icon = fileIcon(type)

  async function save() {
    setFailed(false)
    try {
      saveFile(await fetchFile(mediaId), name)
    } catch {
      setFailed(true)
    }
  }

  return (
    <figure className="mb-2 flex w-fit max-w-full flex-col overflow-hidden rounded-card border bg-surface">
      {state === 'ready' && isInlineImage(type) && <InlineImage mediaId={mediaId} name={name} />}
      <figcaption className="flex min-h-11 items-center gap-2.5 py-1 pr-1 pl-3 text-ui">
        <Icon size={18} strokeWidth={1.75} className="shrink-0 text-fg-2" aria-hidden="true" />
        <span className="min-w-0 flex-1">
          <span className="block truncate">{visible(name)}</span>
          <span className={hasFailed || state === 'failed' ? 'text-err text-meta' : 'text-fg-3 text-meta'}>
            {hasFailed
              ? t('gone')
              : { ready: fileSize(bytes), fetching: t('fetching'), failed: t('failed') }[state]}
          </span>
        </span>
        {state === 'ready' && (
          <IconButton label={t('save', { name })} onClick={() => void save()}>
            <Download size={16} />
          </IconButton>
        )}
      </figcaption>
    </figure>
  )
}
