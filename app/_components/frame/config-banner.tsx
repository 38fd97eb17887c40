'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'

const ConfigProblems = dynamic(async () => (await import('./config-problems.tsx')).ConfigProblems)

/** A mistake in the configuration file, for as long as it stands. */
export function ConfigBanner() {
  const t = useTranslations('config')
  const config = useQuery(useTRPC().status.get.queryOptions({})).data?.config
  const path = usePathname()
  // The page itself says it, and how to mend it.
  if (!config || config.ok || path === '/settings') return null
  return (
    <div role="status" className="shrink-0 border-b bg-warn-tint px-4 py-1.5 text-meta">
      <p>
        {t('problems')}{' '}
        <Link href="/settings" prefetch={false} className="underline underline-offset-2">
          {t('mend')}
        </Link>
      </p>
      <ConfigProblems findings={config.findings} />
    </div>
  )
}
