import { useFormatter, useTranslations } from 'use-intl'
import { reveal } from '#protocol/access/reveal.ts'
import type { ToolInput } from '#protocol/tools.ts'
import { Fact, Plain } from './fact.tsx'

/** What would be said later, and when, all of it. */
export function ScheduledInput({ input }: { input: ToolInput<'schedule'> }) {
  const t = useTranslations('approval')
  const format = useFormatter()
  const { text, inMinutes, at, cron, timeZone } = input
  return (
    <>
      <Fact name={t('scheduledText')} isWide>
        <p className="rounded-control border bg-bg p-2.5 [overflow-wrap:anywhere] whitespace-pre-wrap">
          {reveal(text)}
        </p>
      </Fact>
      {inMinutes !== undefined && <Fact name={t('when')}>{t('inMinutes', { count: inMinutes })}</Fact>}
      {at !== undefined && (
        <Fact name={t('when')}>
          {format.dateTime(new Date(at), { dateStyle: 'full', timeStyle: 'short' })} <Plain>{at}</Plain>
        </Fact>
      )}
      {cron !== undefined && (
        <Fact name={t('pattern')}>
          <Plain>{reveal(cron)}</Plain>
        </Fact>
      )}
      {timeZone !== undefined && (
        <Fact name={t('timeZone')}>
          <Plain>{reveal(timeZone)}</Plain>
        </Fact>
      )}
    </>
  )
}
