'use client'

import { useTranslations } from 'use-intl'
import { PageLink } from './page-link.tsx'
import { PAGES } from './pages.ts'

/** The pages beside the chat, in the sidebar. */
export function PageLinks() {
  const t = useTranslations('nav')
  return (
    <nav aria-label={t('label')} className="flex flex-col gap-0.5 pb-0.5">
      {PAGES.map((page) => (
        <PageLink key={page.href} page={page} look="row" />
      ))}
    </nav>
  )
}
