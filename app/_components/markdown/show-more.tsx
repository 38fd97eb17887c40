'use client'

import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'

/** The end of a text of which only a part is shown: how much that is, and the way to the rest. Both in characters. */
export function ShowMore({ shown, total, onMore }: { shown: number; total: number; onMore: () => void }) {
  const t = useTranslations('chat')
  return (
    <div className="flex flex-wrap items-center gap-3 border-t pt-2 text-fg-2 text-ui">
      <span>{t('shownOf', { shown, total })}</span>
      <Button onClick={onMore}>{t('showMore')}</Button>
    </div>
  )
}
