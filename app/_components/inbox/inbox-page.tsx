'use client'

import { useQuery } from '@tanstack/react-query'
import { Inbox } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { PageBody } from '../frame/page-body.tsx'
import { PageSection } from '../frame/page-section.tsx'
import { Callout } from '../ui/callout.tsx'
import { EmptyPage } from '../ui/empty-page.tsx'
import { LoadProblem } from '../ui/load-problem.tsx'
import { FullQueue } from './full-queue.tsx'
import { PairingCard } from './pairing-card.tsx'
import { usePairings } from './use-pairings.ts'
import { WaitingApproval } from './waiting-approval.tsx'

const SECTIONS = [
  { kind: 'question', title: 'questions' },
  { kind: 'tool', title: 'tools' },
] as const

/** Everything that waits for the owner's word: who wants in, and what wants to run. */
export function InboxPage() {
  const t = useTranslations('inbox')
  const pairings = usePairings()
  const approvals = useQuery(useTRPC().approvals.list.queryOptions({}))
  const requests = pairings.data?.requests ?? []
  const full = pairings.data?.full ?? []
  const waiting = approvals.data?.approvals ?? []
  const mayDecide = useMay('approve')
  const isLoading = (mayDecide && pairings.isPending) || approvals.isPending
  const problem = pairings.error ?? approvals.error
  const isEmpty = mayDecide && !isLoading && !problem && requests.length + full.length + waiting.length === 0
  return (
    <PageBody title={t('title')}>
      {!mayDecide && <Callout tone="neutral">{t('forbidden')}</Callout>}
      {problem && (
        <LoadProblem
          texts={{ failed: t('failed'), retry: t('retry') }}
          onRetry={() => void Promise.all([pairings.refetch(), approvals.refetch()])}
        />
      )}
      <div className="contents" aria-busy={isLoading}>
        {(requests.length > 0 || full.length > 0) && (
          <PageSection title={t('doors')}>
            {full.map((queue) => (
              <FullQueue key={`${queue.channel}/${queue.account}`} {...queue} />
            ))}
            <ul className="flex flex-col gap-3">
              {requests.map((pairing) => (
                <PairingCard key={pairing.pairingId} pairing={pairing} />
              ))}
            </ul>
          </PageSection>
        )}
        {SECTIONS.map(({ kind, title }) => {
          const found = waiting.filter((approval) => approval.kind === kind)
          return (
            found.length > 0 && (
              <PageSection key={kind} title={t(title)}>
                {found.map((approval) => (
                  <WaitingApproval key={approval.id} approval={approval} />
                ))}
              </PageSection>
            )
          )
        })}
        {isEmpty && <EmptyPage icon={Inbox} title={t('empty')} hint={t('emptyHint')} />}
      </div>
    </PageBody>
  )
}
