'use client'

import { useTranslations } from 'use-intl'
import { MorePages } from './more-pages.tsx'
import { PageLink } from './page-link.tsx'
import { PAGES } from './pages.ts'

/** The pages, on phones. It makes room where the keyboard of a touch screen leaves little height. */
export function BottomBar() {
  const t = useTranslations('nav')
  return (
    <nav
      aria-label={t('label')}
      className="flex shrink-0 border-t bg-surface pb-[env(safe-area-inset-bottom)] print:hidden [@media(height<520px)_and_(hover:none)]:hidden"
    >
      {PAGES.filter((page) => page.hasTab).map((page) => (
        <PageLink key={page.href} page={page} look="tab" />
      ))}
      <MorePages pages={PAGES.filter((page) => !page.hasTab)} />
    </nav>
  )
}
