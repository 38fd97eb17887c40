'use client'

import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { loadGrowing } from '../markdown/lazy-markdown.tsx'

export function Thinking() {
  const t = useTranslations('chat')
  // The first word will want it.
  useEffect(() => void loadGrowing().catch(() => undefined), [])
  return (
    <p className="flex items-center gap-2 py-1 text-fg-2 text-ui">
      <span className="size-2 animate-pulse rounded-full bg-accent" aria-hidden="true" />
      {t('thinking')}
    </p>
  )
}
