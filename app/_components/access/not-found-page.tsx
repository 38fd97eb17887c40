'use client'

import { useTranslations } from 'use-intl'
import { CenteredPage } from './centered-page.tsx'

export function NotFoundPage() {
  const t = useTranslations('page')
  return (
    <CenteredPage title={t('notFoundTitle')}>
      <p>{t('notFound')}</p>
      <a className="text-accent underline underline-offset-2" href="/">
        {t('home')}
      </a>
    </CenteredPage>
  )
}
