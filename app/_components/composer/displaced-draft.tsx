'use client'

import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import type { Draft } from './use-draft.ts'

/** Says that another tab wrote over this draft, and offers it back. */
export function DisplacedDraft({ draft: { displaced, settle } }: { draft: Draft }) {
  const t = useTranslations('composer')
  if (displaced === null) return null
  return (
    <div role="status" className="flex flex-wrap items-center gap-2 px-2 pb-1.5 text-fg-2 text-ui">
      <span className="min-w-0 flex-1 truncate">{t('displaced', { text: displaced })}</span>
      <Button onClick={() => settle(true)}>{t('displacedRestore')}</Button>
      <Button tone="quiet" onClick={() => settle(false)}>
        {t('displacedDismiss')}
      </Button>
    </div>
  )
}
