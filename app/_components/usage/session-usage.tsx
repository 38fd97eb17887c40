'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { sessionHref } from '../../_lib/location.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { UsageTable } from './usage-table.tsx'

/** What each conversation used, and the way to it. */
export function SessionUsage({ sessions }: { sessions: Answers['usage']['breakdown']['sessions'] }) {
  const t = useTranslations('usagePage')
  const titleOf = useSessionTitle()
  return (
    <UsageTable
      label={t('sessions')}
      lines={sessions.map(({ sessionId, title, key, ...sums }) => ({
        key: sessionId,
        name: (
          <Link href={sessionHref(sessionId)} prefetch={false} className="underline underline-offset-2">
            {titleOf({ title, key })}
          </Link>
        ),
        ...sums,
      }))}
    />
  )
}
