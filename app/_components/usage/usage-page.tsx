'use client'

import { useQuery } from '@tanstack/react-query'
import { ChartColumn } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useAddressChoice } from '../../_lib/location.ts'
import { type Answers, useTRPC } from '../../_lib/trpc.ts'
import { PageBody } from '../frame/page-body.tsx'
import { PageSection } from '../frame/page-section.tsx'
import { EmptyPage } from '../ui/empty-page.tsx'
import { LoadProblem } from '../ui/load-problem.tsx'
import { SegmentedChoice } from '../ui/segmented-choice.tsx'
import { ListSkeleton } from '../ui/states/list-skeleton.tsx'
import { useAmounts } from './amounts.ts'
import { DayChart } from './day-chart.tsx'
import { Today } from './today.tsx'
import { UsageParts } from './usage-parts.tsx'

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
  const [metric, setMetric] = useAddressChoice('show', ['tokens', 'cost'], 'tokens')
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
      {usage.isPending && <ListSkeleton />}
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
            days={everyDay(usage.data, (day) =>
              isCost ? (day.costUsd ?? 0) : day.inputTokens + day.outputTokens,
            )}
            what={t(metric)}
            write={isCost ? money : tokens}
          />
        </PageSection>
      )}
      {parts.data && <UsageParts parts={parts.data} />}
    </PageBody>
  )
}

/** The days up to the gateway's today, those without a call included: a browser elsewhere may be a day off. */
function everyDay({ days, today }: Answers['usage']['get'], amountOf: (day: UsageDay) => number) {
  const known = new Map(days.map((day) => [day.day, amountOf(day)]))
  return Array.from({ length: DAYS }, (_, index) => {
    const at = new Date(`${today}T12:00:00`)
    at.setDate(at.getDate() - (DAYS - 1 - index))
    const two = (part: number) => String(part).padStart(2, '0')
    const name = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
    return { at, value: known.get(name) ?? 0 }
  })
}
