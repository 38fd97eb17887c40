'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { sessionHref } from '../../_lib/location.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { PageSection } from '../frame/page-section.tsx'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { type UsageLine, UsageTable } from './usage-table.tsx'

/** The same days by who answered, by where it was said, and by scheduled job; what is empty is left out. */
export function UsageParts({ parts }: { parts: Answers['usage']['breakdown'] }) {
  const t = useTranslations('usagePage')
  const titleOf = useSessionTitle()
  return (
    <>
      <Part
        title={t('models')}
        lines={parts.models.map(({ model, ...sums }) => ({
          key: model,
          name: <span className="font-mono text-meta">{model}</span>,
          ...sums,
        }))}
      />
      <Part
        title={t('sessions')}
        lines={parts.sessions.map(({ sessionId, title, key, ...sums }) => ({
          key: sessionId,
          name: <ToSession sessionId={sessionId} name={titleOf({ title, key })} />,
          ...sums,
        }))}
      />
      <Part
        title={t('jobs')}
        lines={parts.jobs.map(({ jobId, sessionId, text, ...sums }) => ({
          key: jobId,
          name: <ToSession sessionId={sessionId} name={text || t('jobOver')} />,
          ...sums,
        }))}
      />
    </>
  )
}

function Part({ title, lines }: { title: string; lines: readonly UsageLine[] }) {
  if (lines.length === 0) return null
  return (
    <PageSection title={title}>
      <UsageTable label={title} lines={lines} />
    </PageSection>
  )
}

function ToSession({ sessionId, name }: { sessionId: string; name: string }) {
  return (
    <Link href={sessionHref(sessionId)} prefetch={false} className="underline underline-offset-2">
      {name}
    </Link>
  )
}
