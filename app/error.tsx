'use client'

import { useTranslations } from 'use-intl'
import { CenteredPage } from './_components/access/centered-page.tsx'
import { Button } from './_components/ui/button.tsx'

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  const t = useTranslations('page')
  return (
    <CenteredPage title={t('errorTitle')}>
      <p>{t('error')}</p>
      <pre className="overflow-x-auto rounded-card border bg-raised p-3 font-mono text-meta whitespace-pre-wrap">
        {error.message}
      </pre>
      <Button tone="primary" onClick={reset}>
        {t('retry')}
      </Button>
    </CenteredPage>
  )
}
