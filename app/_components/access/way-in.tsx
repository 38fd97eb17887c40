'use client'

import { useTranslations } from 'use-intl'
import { CopyButton } from '../ui/copy-button.tsx'

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

function Command({ label, command }: { label: string; command: string }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-ui">{label}</span>
      <div className="flex items-center justify-between gap-2 rounded-card border bg-surface py-1 pr-1 pl-3">
        <code className="overflow-x-auto whitespace-nowrap font-mono text-fg text-ui">{command}</code>
        <CopyButton text={command} />
      </div>
    </div>
  )
}
