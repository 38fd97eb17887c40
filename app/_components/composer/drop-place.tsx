'use client'

import { useTranslations } from 'use-intl'
import { useDrop } from './use-drop.ts'

/** Files can be let go anywhere over the page; it says so while some are held over it. */
export function DropPlace({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const t = useTranslations('file')
  if (!useDrop(onFiles)) return null
  return (
    <p className="pointer-events-none fixed inset-3 z-30 flex items-center justify-center rounded-dialog border-2 border-accent border-dashed bg-surface/90 font-semibold text-section">
      {t('drop')}
    </p>
  )
}
