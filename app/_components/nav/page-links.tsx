'use client'

import { useTranslations } from 'use-intl'
import { PageFold } from './page-fold.tsx'
import { PageLink } from './page-link.tsx'
import { pagesOf } from './pages.ts'

/** The pages beside the chat, in the sidebar. The chat itself is the list of conversations above. */
export function PageLinks() {
  const t = useTranslations('nav')
  return (
    <nav aria-label={t('label')} className="flex flex-col gap-px overflow-y-auto p-2">
      {pagesOf('daily')
        .filter(({ href }) => href !== '/')
        .map((page) => (
          <PageLink key={page.href} page={page} look="row" />
        ))}
      <PageFold group="assistant" />
      <PageFold group="system" />
    </nav>
  )
}
