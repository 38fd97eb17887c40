'use client'

import { useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import { PageBody } from '../frame/page-body.tsx'
import { Callout } from '../ui/callout.tsx'
import { AuditList } from './audit-list.tsx'

/** Who decided what, and whether that log is as it was written. */
export function AuditPage() {
  const t = useTranslations('auditPage')
  const mayRead = useMay('admin')
  return (
    <PageBody title={t('title')}>
      {mayRead ? <AuditList /> : <Callout tone="neutral">{t('notAllowed')}</Callout>}
    </PageBody>
  )
}
