'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { PageSection } from '../frame/page-section.tsx'
import type { SandboxReport } from './engine-state.tsx'
import { useMegabytes } from './megabytes.ts'

/** Who works in there, what a container sees, and how much it may use: as it is set. */
export function SandboxFacts({ report }: { report: SandboxReport }) {
  const t = useTranslations('sandboxPage')
  const megabytes = useMegabytes()
  const { mode, scope, workspaceAccess, limits } = report
  return (
    <PageSection
      title={t('rules')}
      hint={t('rulesHint')}
      action={
        <Link
          href="/settings"
          prefetch={false}
          className="inline-flex min-h-11 items-center text-fg-2 text-ui underline decoration-border-control underline-offset-4 hover:text-fg md:min-h-8"
        >
          {t('change')}
        </Link>
      }
    >
      <dl className="divide-y rounded-card border bg-surface">
        <Fact name={t('mode')}>{t(`mode-${mode}`)}</Fact>
        <Fact name={t('scope')}>{t(`scope-${scope}`)}</Fact>
        <Fact name={t('access')}>{t(`access-${workspaceAccess}`)}</Fact>
        <Fact name={t('network')}>{t('networkNone')}</Fact>
        <Fact name={t('limits')}>
          {t('limitsText', {
            memory: megabytes(limits.memoryMb),
            cpus: limits.cpus,
            processes: limits.processes,
            openFiles: limits.openFiles,
            disk: megabytes(limits.diskMb),
            tmp: megabytes(limits.tmpMb),
          })}
        </Fact>
      </dl>
    </PageSection>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-x-4 px-3 py-2 text-ui sm:flex-row">
      <dt className="shrink-0 text-fg-2 sm:w-36">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
