'use client'

import { useTranslations } from 'use-intl'
import type { Problem } from '../../../_lib/gateway/problem.ts'

/** Why something that was clicked did not happen. */
export function ActionProblem({ code }: { code: Problem | null }) {
  const t = useTranslations('inbox')
  const tError = useTranslations('error')
  if (code === null) return null
  return (
    <p role="alert" className="mt-2 text-err text-ui">
      {t('actionFailed')} {tError(code)}
    </p>
  )
}
