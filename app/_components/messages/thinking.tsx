'use client'

import { useTranslations } from 'use-intl'

export function Thinking() {
  const t = useTranslations('chat')
  return (
    <p className="flex items-center gap-2 py-1 text-fg-2 text-ui">
      <span className="size-2 animate-pulse rounded-full bg-accent" aria-hidden="true" />
      {t('thinking')}
    </p>
  )
}
