'use client'

import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { useTRPC } from '../../_lib/trpc.ts'

/** How far back costs are added up, in days. */
const DAYS = 30
const RADIUS = 7
const ROUND = 2 * Math.PI * RADIUS

/** How full the window of the model was at its last call; behind it, the numbers and what the conversation cost. */
export function ContextRing({ session }: { session: SessionSummary }) {
  const t = useTranslations('ring')
  const { context } = session
  const [isOpen, setOpen] = useState(false)
  const numbersId = useId()
  if (!context) return null
  const share = Math.min(1, context.tokens / context.window)
  return (
    <div className="relative">
      <button
        type="button"
        aria-label={t('label', { share })}
        title={t('label', { share })}
        aria-expanded={isOpen}
        aria-controls={isOpen ? numbersId : undefined}
        className="flex size-11 shrink-0 items-center justify-center rounded-control text-fg-3 hover:bg-raised hover:text-fg md:size-8"
        onClick={() => setOpen(!isOpen)}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !isOpen) return
          event.preventDefault()
          setOpen(false)
        }}
      >
        <svg viewBox="0 0 20 20" className="size-5 -rotate-90" aria-hidden="true">
          <circle cx={10} cy={10} r={RADIUS} fill="none" strokeWidth={3} className="stroke-border" />
          <circle
            cx={10}
            cy={10}
            r={RADIUS}
            fill="none"
            strokeWidth={3}
            strokeDasharray={`${share * ROUND} ${ROUND}`}
            className={share > 0.8 ? 'stroke-warn' : 'stroke-accent'}
          />
        </svg>
      </button>
      {isOpen && (
        <div
          id={numbersId}
          className="fixed inset-x-4 top-14 z-30 md:absolute md:inset-x-auto md:top-full md:right-0 md:mt-1.5 md:w-max animate-appear rounded-card border bg-surface p-1 shadow-popover"
        >
          <Numbers sessionId={session.id} context={context} />
        </div>
      )}
    </div>
  )
}

function Numbers({
  sessionId,
  context,
}: {
  sessionId: string
  context: NonNullable<SessionSummary['context']>
}) {
  const t = useTranslations('ring')
  const format = useFormatter()
  const usage = useQuery(useTRPC().usage.breakdown.queryOptions({ days: DAYS })).data
  const used = usage?.sessions.find((each) => each.sessionId === sessionId)
  const rows: [string, string][] = [
    [t('window'), t('tokensOf', context)],
    ...(used
      ? ([
          [t('input'), format.number(used.inputTokens)],
          [t('output'), format.number(used.outputTokens)],
          [t('calls'), format.number(used.calls)],
          [
            t('cost'),
            used.costUsd === null
              ? t('noPrice')
              : format.number(used.costUsd, { style: 'currency', currency: 'USD', maximumFractionDigits: 4 }),
          ],
        ] satisfies [string, string][])
      : []),
  ]
  return (
    <>
      <dl className="grid grid-cols-[auto_auto] gap-x-6 gap-y-1 p-2 text-ui">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-fg-2">{name}</dt>
            <dd className="text-right tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="max-w-72 px-2 pb-2 text-fg-3 text-meta">{t('hint', { days: DAYS })}</p>
    </>
  )
}
