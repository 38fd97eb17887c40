'use client'

import clsx from 'clsx'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { CHAT, PAGES } from './pages.ts'
import { PendingBadge } from './pending-badge.tsx'

/** The pages, on phones. It makes room where a keyboard leaves little height. */
export function BottomBar() {
  const t = useTranslations('nav')
  const path = usePathname()
  return (
    <nav
      aria-label={t('label')}
      className="flex shrink-0 border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden [@media(height<520px)]:hidden"
    >
      {[CHAT, ...PAGES].map(({ href, icon: Icon, name, shortName }) => (
        <Link
          key={href}
          href={href}
          prefetch={false}
          aria-current={path === href ? 'page' : undefined}
          className={clsx(
            'flex min-h-13 flex-1 flex-col items-center justify-center gap-0.5 text-label',
            path === href ? 'text-accent' : 'text-fg-2',
          )}
        >
          <span className="relative">
            <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
            {name === 'inbox' && <PendingBadge className="absolute -top-1.5 left-3" />}
          </span>
          {t(shortName)}
        </Link>
      ))}
    </nav>
  )
}
