'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'

/** A mistake in the configuration file, for as long as it stands. */
export function ConfigBanner() {
  const t = useTranslations('config')
  const config = useQuery(useTRPC().status.get.queryOptions({})).data?.config
  if (!config || config.ok) return null
  return (
    <div role="status" className="shrink-0 border-b bg-warn-tint px-4 py-1.5 text-meta">
      <p>
        {t('problems')}{' '}
        <Link href="/settings" prefetch={false} className="underline underline-offset-2">
          {t('mend')}
        </Link>
      </p>
      <ul className="font-mono [overflow-wrap:anywhere]">
        {config.problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </div>
  )
}
