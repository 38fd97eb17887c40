'use client'

import { useTranslations } from 'use-intl'
import { CenteredPage } from './centered-page.tsx'
import { WayIn } from './way-in.tsx'

/** What a browser without credentials sees in place of the chat. */
export function SignedOut() {
  const t = useTranslations('access')
  return (
    <CenteredPage title={t('title')}>
      <p>{t('explain')}</p>
      <WayIn />
    </CenteredPage>
  )
}
