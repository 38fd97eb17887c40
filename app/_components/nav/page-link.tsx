'use client'

import clsx from 'clsx'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { ChannelMark } from './channel-mark.tsx'
import type { PageEntry } from './pages.ts'
import { PendingBadge } from './pending-badge.tsx'

const LOOKS = {
  row: { link: 'min-h-7 shrink-0 gap-2 rounded-control px-2.5 hover:bg-raised hover:text-fg', icon: 16 },
  tab: { link: 'min-h-13 flex-1 flex-col justify-center gap-0.5 text-label', icon: 20 },
}

/** The way to a page: a row of the sidebar, or a tab of the bar on phones. */
export function PageLink({ page, look }: { page: PageEntry; look: keyof typeof LOOKS }) {
  const t = useTranslations('pageName')
  const isOpen = usePathname() === page.href
  const { link, icon } = LOOKS[look]
  const { icon: Icon, name } = page
  const isRow = look === 'row'
  return (
    <Link
      href={page.href}
      prefetch={false}
      aria-current={isOpen ? 'page' : undefined}
      className={clsx(
        'flex items-center',
        link,
        isOpen ? (isRow ? 'bg-raised font-medium text-fg' : 'text-accent') : 'text-fg-2',
      )}
    >
      <span className="relative">
        <Icon size={icon} strokeWidth={1.75} aria-hidden="true" />
        {name === 'inbox' && !isRow && <PendingBadge className="absolute -top-1.5 left-3" />}
      </span>
      <span className={isRow ? 'min-w-0 flex-1 truncate' : undefined}>{t(name)}</span>
      {name === 'inbox' && isRow && <PendingBadge />}
      {name === 'channels' && <ChannelMark />}
    </Link>
  )
}
