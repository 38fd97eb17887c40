'use client'

import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Callout } from '../ui/callout.tsx'

/** Whether the audit log is as it was written, and if not, up to where it is. */
export function ChainState({
  chain,
  brokenAfter,
}: {
  chain: 'intact' | 'broken'
  brokenAfter: number | null
}) {
  const t = useTranslations('auditPage')
  if (chain === 'intact') {
    return (
      <Callout tone="neutral" icon={<ShieldCheck size={16} className="text-ok" aria-hidden="true" />}>
        {t('intact')}
      </Callout>
    )
  }
  return (
    <Callout tone="error" icon={<ShieldAlert size={16} className="text-err" aria-hidden="true" />}>
      <p role="alert">
        {brokenAfter === null || brokenAfter === 0 ? t('brokenAtStart') : t('broken', { line: brokenAfter })}
      </p>
    </Callout>
  )
}
