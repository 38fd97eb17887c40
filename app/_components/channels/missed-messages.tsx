'use client'

import { CalendarX2 } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import { Callout } from '../ui/callout.tsx'

/** Says that an account was away for so long that messages may never come. */
export function MissedMessages({ from, until }: { from: number; until: number }) {
  const t = useTranslations('channels')
  const format = useFormatter()
  const time = (at: number) => format.dateTime(at, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <Callout tone="warn" icon={<CalendarX2 size={16} className="text-warn" aria-hidden="true" />}>
      <p>{t('missed', { from: time(from), until: time(until) })}</p>
    </Callout>
  )
}
