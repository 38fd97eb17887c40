'use client'

import { useFormatter, useTranslations } from 'use-intl'

/** In units of the drawing; it is stretched to the width that there is. */
const HEIGHT = 120
const STEP = 12
const BAR = 8

export interface Day {
  /** Noon of it, so that no time zone moves it. */
  readonly at: Date
  readonly value: number
}

/** One bar a day, oldest first; the words of each are its tooltip. */
export function DayChart({
  days,
  what,
  write,
}: {
  days: readonly Day[]
  what: string
  write: (value: number) => string
}) {
  const t = useTranslations('usagePage')
  const format = useFormatter()
  const dayName = (at: Date) => format.dateTime(at, { month: 'short', day: 'numeric' })
  const most = days.reduce((best, day) => (day.value > best.value ? day : best), { at: new Date(), value: 0 })
  const first = days[0]
  const last = days.at(-1)
  return (
    <figure className="flex flex-col gap-1">
      <svg
        role="img"
        aria-label={t('chart', { what, most: write(most.value), day: dayName(most.at) })}
        viewBox={`0 0 ${days.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-32 w-full border-b"
      >
        {days.map(({ at, value }, index) => {
          const height = most.value > 0 ? Math.max(value > 0 ? 2 : 0, (value / most.value) * HEIGHT) : 0
          return (
            <g key={at.getTime()}>
              <rect x={index * STEP} width={STEP} height={HEIGHT} className="fill-transparent" />
              <rect
                x={index * STEP + (STEP - BAR) / 2}
                y={HEIGHT - height}
                width={BAR}
                height={height}
                className="fill-accent"
              />
              <title>{`${dayName(at)}: ${write(value)}`}</title>
            </g>
          )
        })}
      </svg>
      <figcaption className="flex justify-between text-fg-3 text-meta tabular-nums">
        <span>{first && dayName(first.at)}</span>
        <span>{last && dayName(last.at)}</span>
      </figcaption>
      <details className="text-ui">
        <summary className="w-fit py-3.5 text-fg-2 text-meta hover:text-fg md:py-1">{t('asTable')}</summary>
        <table aria-label={what} className="w-full max-w-80 text-meta tabular-nums">
          <thead className="sr-only">
            <tr>
              <th scope="col">{t('day')}</th>
              <th scope="col">{what}</th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {days
              .filter(({ value }) => value > 0)
              .toReversed()
              .map(({ at, value }) => (
                <tr key={at.getTime()}>
                  <th scope="row" className="py-1 text-left font-normal">
                    {dayName(at)}
                  </th>
                  <td className="py-1 text-right font-mono">{write(value)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
