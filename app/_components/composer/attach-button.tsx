'use client'

import { Paperclip } from 'lucide-react'
import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '../ui/icon-button.tsx'

/** Picks files; more of them can be dropped or pasted. */
export function AttachButton({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const t = useTranslations('file')
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('attach')}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          // The same file can be picked again.
          event.target.value = ''
        }}
      />
      <IconButton label={t('attach')} className="md:size-9" onClick={() => input.current?.click()}>
        <Paperclip size={18} strokeWidth={1.75} />
      </IconButton>
    </>
  )
}
