'use client'

import { Inbox } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import { PageBody } from '../frame/page-body.tsx'
import { PageSection } from '../frame/page-section.tsx'
import { Callout } from '../ui/callout.tsx'
import { EmptyPage } from '../ui/empty-page.tsx'
import { LoadProblem } from '../ui/load-problem.tsx'
import { FailedAnswers } from './failed-answers.tsx'
import { FullQueue } from './full-queue.tsx'
import { PairingCard } from './pairing-card.tsx'
import { TroubledSends } from './troubled-sends.tsx'
import { useInbox } from './use-inbox.ts'
import { WaitingApproval } from './waiting-approval.tsx'

const SECTIONS = [
  { kind: 'question', title: 'questions' },
  { kind: 'tool', title: 'tools' },
] as const

/** Everything that waits for the owner's word: who wants in, what wants to run, what failed or may not have arrived. */
export function InboxPage() {
  const t = useTranslations('inbox')
  const tAttention = useTranslations('attention')
  const { requests, full, approvals, failed, deliveries, ...inbox } = useInbox()
  const mayDecide = useMay('approve')
  const isEmpty = !inbox.isLoading && !inbox.hasFailed && inbox.count + full.length === 0
  return (
    <PageBody title={t('title')}>
      {!mayDecide && <Callout tone="neutral">{t('forbidden')}</Callout>}
      {inbox.hasFailed && (
        <LoadProblem texts={{ failed: t('failed'), retry: t('retry') }} onRetry={inbox.retry} />
      )}
      <div className="contents" aria-busy={inbox.isLoading}>
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
          const found = approvals.filter((approval) => approval.kind === kind)
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
        {deliveries.length > 0 && (
          <PageSection title={tAttention('sends')}>
            <TroubledSends deliveries={deliveries} />
          </PageSection>
        )}
        {failed.length > 0 && (
          <PageSection title={tAttention('failed')}>
            <FailedAnswers answers={failed} />
          </PageSection>
        )}
        {isEmpty && mayDecide && <EmptyPage icon={Inbox} title={t('empty')} hint={t('emptyHint')} />}
      </div>
    </PageBody>
  )
}
