'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { sessionHref } from '../../_lib/location.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { UsageTable } from './usage-table.tsx'

/** What each scheduled job used, and the way to where it speaks. */
export function JobUsage({ jobs }: { jobs: Answers['usage']['breakdown']['jobs'] }) {
  const t = useTranslations('usagePage')
  return (
    <UsageTable
      label={t('jobs')}
      lines={jobs.map(({ jobId, sessionId, text, ...sums }) => ({
        key: jobId,
        name: (
          <Link href={sessionHref(sessionId)} prefetch={false} className="underline underline-offset-2">
            {text || t('jobOver')}
          </Link>
        ),
        ...sums,
      }))}
    />
  )
}
