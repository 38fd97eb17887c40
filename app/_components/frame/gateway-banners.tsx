'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import * as z from 'zod'
import { usePanel } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'

/** Share of the daily limit from which on it is worth a line. */
const NEAR = 0.8

const usageReport = z.object({ cap: z.object({ dailyUsd: z.number().nullable(), spentUsd: z.number() }) })

/** How far today's money for cloud models has gone, once that is worth knowing. */
export function UsageBanner() {
  const t = useTranslations('usage')
  const locale = useLocale()
  const { gateway } = usePanel()
  const cap = useQuery({
    queryKey: [['usage', 'get'], 1],
    queryFn: async () => usageReport.parse(await gateway.request('usage.get', { days: 1 })).cap,
    retry: false,
  }).data
  if (!cap || cap.dailyUsd === null || cap.spentUsd < cap.dailyUsd * NEAR) return null
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' })
  const values = { spent: money.format(cap.spentUsd), cap: money.format(cap.dailyUsd) }
  return <Banner>{cap.spentUsd >= cap.dailyUsd ? t('reached', values) : t('near', values)}</Banner>
}

const storageReport = z.object({ storage: z.object({ writable: z.boolean() }) })

/** The disk is full or read-only: nothing new is taken until that is over. */
export function StorageBanner() {
  const t = useTranslations('storage')
  const status = storageReport.safeParse(useQuery(useTRPC().status.get.queryOptions({})).data)
  if (status.data?.storage.writable !== false) return null
  return <Banner tone="bg-err-tint">{t('problem')}</Banner>
}

/** The owner has switched his own questions off: said for as long as it is so. */
export function ExecBanner() {
  const t = useTranslations('config')
  const mode = useQuery(useTRPC().status.get.queryOptions({})).data?.execMode
  return mode === 'allow' ? <Banner>{t('execAllowed')}</Banner> : null
}

export function Banner({ tone = 'bg-warn-tint', children }: { tone?: string; children: ReactNode }) {
  return (
    <p role="status" className={`shrink-0 border-b px-4 py-1.5 text-center text-meta ${tone}`}>
      {children}
    </p>
  )
}
