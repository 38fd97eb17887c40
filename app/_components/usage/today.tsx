'use client'

import { useTranslations } from 'use-intl'
import type { Answers } from '../../_lib/trpc.ts'
import { PageSection } from '../frame/page-section.tsx'
import { useSettings } from '../models/use-settings.ts'
import { useAmounts } from './amounts.ts'
import { CapField } from './cap-field.tsx'

/** Money of today, how much of its limit that is, and the limit itself. */
export function Today({ cap, onChanged }: { cap: Answers['usage']['get']['cap']; onChanged: () => void }) {
  const t = useTranslations('usagePage')
  const { money } = useAmounts()
  const settings = useSettings('models')
  const { dailyUsd, spentUsd } = cap
  return (
    <PageSection title={t('today')}>
      <p className="flex flex-wrap items-baseline gap-x-2 text-fg-2 text-ui">
        <span className="font-semibold text-fg text-page tabular-nums">{money(spentUsd)}</span>
        {dailyUsd === null ? t('noCap') : t('ofCap', { cap: money(dailyUsd) })}
      </p>
      {dailyUsd !== null && <UsedPart label={t('today')} part={Math.min(1, spentUsd / dailyUsd)} />}
      <CapField settings={settings} onSaved={onChanged} />
    </PageSection>
  )
}

/** Drawn by ourselves: the browser's own meter knows no dark theme. */
function UsedPart({ label, part }: { label: string; part: number }) {
  return (
    <div className="relative h-2">
      <meter aria-label={label} value={part} className="absolute inset-0 size-full opacity-0" />
      <svg
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="size-full rounded-full bg-border"
      >
        <rect width={part * 100} height={1} className={part >= 0.8 ? 'fill-warn' : 'fill-ok'} />
      </svg>
    </div>
  )
}
