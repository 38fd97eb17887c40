'use client'

import clsx from 'clsx'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { PAGES } from './pages.ts'
import { PendingBadge } from './pending-badge.tsx'

/** The pages beside the chat, in the sidebar. */
export function PageLinks() {
  const t = useTranslations('nav')
  const path = usePathname()
  return (
    <nav aria-label={t('label')} className="flex flex-col gap-0.5 pb-0.5">
      {PAGES.map(({ href, icon: Icon, name }) => (
        <Link
          key={href}
          href={href}
          prefetch={false}
          aria-current={path === href ? 'page' : undefined}
          className={clsx(
            'flex min-h-8 items-center gap-2 rounded-control px-2.5 hover:bg-raised hover:text-fg',
            path === href ? 'bg-raised font-medium text-fg' : 'text-fg-2',
          )}
        >
          <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
          <span className="min-w-0 flex-1 truncate">{t(name)}</span>
          {name === 'inbox' && <PendingBadge />}
        </Link>
      ))}
    </nav>
  )
}
