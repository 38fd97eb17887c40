'use client'

import { useTranslations } from 'use-intl'

/** How many answers of a conversation nobody has seen; nothing where there is none. */
export function UnreadMark({ count }: { count: number }) {
  const t = useTranslations('sidebar')
  if (count === 0) return null
  return (
    <span className="inline-flex min-w-4 shrink-0 items-center justify-center rounded-full bg-accent px-1 text-accent-fg text-label tabular-nums">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{t('unread', { count })}</span>
    </span>
  )
}
