'use client'

import clsx from 'clsx'
import { useTranslations } from 'use-intl'
import { useInbox } from '../inbox/use-inbox.ts'

/** How many things wait in the inbox; nothing where none does. */
export function PendingBadge({ className }: { className?: string }) {
  const t = useTranslations('nav')
  const { count } = useInbox()
  if (count === 0) return null
  return (
    <span
      className={clsx(
        'inline-flex min-w-4 items-center justify-center rounded-full bg-accent px-1 text-accent-fg text-label tabular-nums',
        className,
      )}
    >
      <span aria-hidden="true">{count}</span>
      <span className="sr-only">{t('waiting', { count })}</span>
    </span>
  )
}
