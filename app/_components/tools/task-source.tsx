'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'
import { SessionLink } from '../sessions/session-row.tsx'
import { useSessionTitle } from '../sidebar/session-title.ts'

/** Which conversation gave a task to this one, and the way back to it. */
export function TaskSource({ sessionId }: { sessionId: string }) {
  const t = useTranslations('task')
  const titleOf = useSessionTitle()
  const asked = useTRPC().sessions.get.queryOptions({ sessionId })
  const { data: session, isError } = useQuery({ ...asked, retry: false })
  if (isError) return <span className="text-fg-3 text-meta">{t('givenByDeleted')}</span>
  if (!session) return null
  return (
    <SessionLink
      sessionId={sessionId}
      isCurrent={false}
      onOpen={undefined}
      className="flex-none! max-w-full px-0! text-accent! text-meta md:min-h-6!"
    >
      <span className="truncate">{t('givenBy', { title: titleOf(session) })}</span>
    </SessionLink>
  )
}
