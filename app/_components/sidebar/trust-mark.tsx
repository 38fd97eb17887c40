'use client'

import { Box, ShieldCheck } from 'lucide-react'
import { useTranslations } from 'use-intl'

/** Whether only the owner writes here, which decides where tools run. */
export function TrustMark({ isTrusted }: { isTrusted: boolean }) {
  const t = useTranslations('sidebar')
  const Icon = isTrusted ? ShieldCheck : Box
  return (
    <span
      title={isTrusted ? t('trustedHint') : t('sandboxedHint')}
      className="inline-flex shrink-0 items-center gap-1 rounded-chip border px-1.5 text-fg-2 text-label"
    >
      <Icon size={12} aria-hidden="true" />
      <span className="max-sm:sr-only">{isTrusted ? t('trusted') : t('sandboxed')}</span>
    </span>
  )
}
