'use client'

import { useTranslations } from 'use-intl'
import type { Approval } from '#protocol/approvals.ts'

/** One line in place of an answered question. */
export function ApprovalOutcome({ approval }: { approval: Approval }) {
  const t = useTranslations('approval')
  const text = {
    pending: '',
    allowed: approval.decision === 'always' ? t('allowedAlways') : t('allowed'),
    denied: t('denied'),
    expired: t('expired'),
    cancelled: t('cancelled'),
  }[approval.status]
  return <p className="mb-3 px-1 text-fg-3 text-meta">{text}</p>
}
