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
      <CapField settings={settings} onSaved={onChanged} />
    </PageSection>
  )
}
