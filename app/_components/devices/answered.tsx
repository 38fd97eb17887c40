'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { LoadProblem } from '../ui/load-problem.tsx'

/** What a list shows: nothing before it is known, another try where it could not be loaded. */
export function Answered({
  answer,
  children,
}: {
  answer: UseQueryResult<unknown, unknown>
  children: ReactNode
}) {
  const t = useTranslations('devices')
  const tInbox = useTranslations('inbox')
  if (answer.data !== undefined) return children
  if (answer.error === null) return <div className="h-12" aria-busy="true" />
  return (
    <LoadProblem
      texts={{ failed: t('failed'), retry: tInbox('retry') }}
      onRetry={() => void answer.refetch()}
    />
  )
}
