'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'
import { PageBody } from '../frame/page-body.tsx'
import { PageSection } from '../frame/page-section.tsx'
import { Answered } from '../list/answered.tsx'
import { BlockedView } from './blocked-view.tsx'
import { BoxList } from './box-list.tsx'
import { EngineState } from './engine-state.tsx'
import { SandboxFacts } from './sandbox-facts.tsx'

/** How often a build says how far it is, in milliseconds. */
const BUILD_LOOK_MS = 1_000

/** Where other people's conversations run their tools: whether it is ready, who is in there, and what is refused. */
export function SandboxPage() {
  const t = useTranslations('sandboxPage')
  const status = useQuery(
    useTRPC().sandbox.status.queryOptions(
      {},
      { refetchInterval: ({ state: { data } }) => (data?.state === 'building' ? BUILD_LOOK_MS : false) },
    ),
  )
  const report = status.data
  return (
    <PageBody title={t('title')}>
      <PageSection title={t('state')} hint={t('hint')}>
        <Answered answer={status}>
          {report && <EngineState report={report} onChanged={() => void status.refetch()} />}
        </Answered>
      </PageSection>
      {report && report.mode !== 'off' && <BoxList limits={report.limits} />}
      <BlockedView />
      {report && <SandboxFacts report={report} />}
    </PageBody>
  )
}
