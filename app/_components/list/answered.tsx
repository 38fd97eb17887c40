'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { LoadProblem } from '../ui/load-problem.tsx'
import { ListSkeleton } from '../ui/states/list-skeleton.tsx'

/**
 * What a list shows: rows without words before it is known, another try where it could not be loaded, and what is
 * known with a word about its age where it could not be loaded again.
 */
export function Answered({
  answer,
  children,
}: {
  answer: Pick<UseQueryResult<unknown, unknown>, 'data' | 'error' | 'refetch'>
  children: ReactNode
}) {
  const t = useTranslations('devices')
  const tInbox = useTranslations('inbox')
  const isKnown = answer.data !== undefined
  if (!isKnown && answer.error === null) return <ListSkeleton />
  return (
    <>
      {answer.error !== null && (
        <LoadProblem
          texts={{ failed: t(isKnown ? 'stale' : 'failed'), retry: tInbox('retry') }}
          onRetry={() => void answer.refetch()}
        />
      )}
      {isKnown && children}
    </>
  )
}
