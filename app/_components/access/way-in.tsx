'use client'

import { useTranslations } from 'use-intl'
import { Command } from './command.tsx'

/** How to get a one-time link, with commands to copy. */
export function WayIn() {
  const t = useTranslations('access')
  return (
    <div className="flex flex-col gap-3">
      <Command label={t('checkout')} command="npm run openclaw -- open" />
      <Command label={t('installed')} command="openclaw open" />
      <p className="text-fg-3 text-ui">{t('afterwards')}</p>
    </div>
  )
}
