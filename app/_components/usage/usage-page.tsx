'use client'

import { useQuery } from '@tanstack/react-query'
import { ChartColumn } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type Answers, useTRPC } from '../../_lib/trpc.ts'
import { PageBody } from '../frame/page-body.tsx'
import { PageSection } from '../frame/page-section.tsx'
import { useSettings } from '../models/use-settings.ts'
import { EmptyPage } from '../ui/empty-page.tsx'
import { LoadProblem } from '../ui/load-problem.tsx'
import { SegmentedChoice } from '../ui/segmented-choice.tsx'
import { useAmounts } from './amounts.ts'
import { CapField } from './cap-field.tsx'
import { DayChart } from './day-chart.tsx'
import { JobUsage } from './job-usage.tsx'
import { SessionUsage } from './session-usage.tsx'
import { UsageTable } from './usage-table.tsx'

const DAYS = 30
type UsageDay = Answers['usage']['get']['days'][number]

/** What was used: today against its limit, the days before, and who and what used it. */
export function UsagePage() {
  const t = useTranslations('usagePage')
  const tInbox = useTranslations('inbox')
  const trpc = useTRPC()
  const usage = useQuery(trpc.usage.get.queryOptions({ days: DAYS }))
  const parts = useQuery(trpc.usage.breakdown.queryOptions({ days: DAYS }))
  const { tokens, money } = useAmounts()
  const [metric, setMetric] = useState<'tokens' | 'cost'>('tokens')
  const isCost = metric === 'cost'
  const days = usage.data?.days ?? []
  return (
    <PageBody title={t('title')}>
      {(usage.error ?? parts.error) && (
        <LoadProblem
          texts={{ failed: t('failed'), retry: tInbox('retry') }}
          onRetry={() => void Promise.all([usage.refetch(), parts.refetch()])}
        />
      )}
      {usage.data && <Today cap={usage.data.cap} onChanged={() => void usage.refetch()} />}
      {usage.data && days.length === 0 && (
        <EmptyPage icon={ChartColumn} title={t('nothing')} hint={t('nothingHint')} />
      )}
      {usage.data && days.length > 0 && (
        <PageSection
          title={t('days', { count: DAYS })}
          action={
            <SegmentedChoice
              label={t('show')}
              value={metric}
              onChange={setMetric}
              options={[
                { value: 'tokens', text: t('tokens') },
                { value: 'cost', text: t('cost') },
              ]}
            />
          }
        >
          <DayChart
            days={everyDay(days, (day) => (isCost ? (day.costUsd ?? 0) : day.inputTokens + day.outputTokens))}
            what={t(metric)}
            write={isCost ? money : tokens}
          />
        </PageSection>
      )}
      {parts.data && parts.data.models.length > 0 && (
        <PageSection title={t('models')}>
          <UsageTable
            label={t('models')}
            lines={parts.data.models.map(({ model, ...sums }) => ({
              key: model,
              name: <span className="font-mono text-meta">{model}</span>,
              ...sums,
            }))}
          />
        </PageSection>
      )}
      {parts.data && parts.data.sessions.length > 0 && (
        <PageSection title={t('sessions')}>
          <SessionUsage sessions={parts.data.sessions} />
        </PageSection>
      )}
      {parts.data && parts.data.jobs.length > 0 && (
        <PageSection title={t('jobs')}>
          <JobUsage jobs={parts.data.jobs} />
        </PageSection>
      )}
    </PageBody>
  )
}

/** Money of today, and how much of its limit that is. */
function Today({ cap, onChanged }: { cap: Answers['usage']['get']['cap']; onChanged: () => void }) {
  const t = useTranslations('usagePage')
  const { money } = useAmounts()
  const { dailyUsd, spentUsd } = cap
  return (
    <PageSection title={t('today')}>
      <p className="flex flex-wrap items-baseline gap-x-2 text-fg-2 text-ui">
        <span className="font-semibold text-fg text-page tabular-nums">{money(spentUsd)}</span>
        {dailyUsd === null ? t('noCap') : t('ofCap', { cap: money(dailyUsd) })}
      </p>
      {dailyUsd !== null && (
        <meter
          aria-label={t('today')}
          min={0}
          max={dailyUsd}
          high={dailyUsd * 0.8}
          value={Math.min(spentUsd, dailyUsd)}
          className="h-2 w-full"
        />
      )}
      <CapField settings={useSettings()} onSaved={onChanged} />
    </PageSection>
  )
}

/** The days up to today, those without a call included. */
function everyDay(used: readonly UsageDay[], amountOf: (day: UsageDay) => number) {
  const known = new Map(used.map((day) => [day.day, amountOf(day)]))
  return Array.from({ length: DAYS }, (_, index) => {
    const at = new Date()
    at.setHours(12, 0, 0, 0)
    at.setDate(at.getDate() - (DAYS - 1 - index))
    const two = (part: number) => String(part).padStart(2, '0')
    const name = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
    return { at, value: known.get(name) ?? 0 }
  })
}
