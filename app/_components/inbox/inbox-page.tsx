'use client'

import { Inbox } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import { PageBody } from '../frame/page-body.tsx'
import { PageSection } from '../frame/page-section.tsx'
import { Callout } from '../ui/callout.tsx'
import { EmptyPage } from '../ui/empty-page.tsx'
import { LoadProblem } from '../ui/load-problem.tsx'
import { ListSkeleton } from '../ui/states/list-skeleton.tsx'
import { DoorRequests } from './door-requests.tsx'
import { FailedAnswers } from './failed-answers.tsx'
import { SectionLinks } from './section-links.tsx'
import { TroubledSends } from './troubled-sends.tsx'
import { useInbox } from './use-inbox.ts'
import { WaitingApprovals } from './waiting-approvals.tsx'

/** Everything that waits for the owner's word: what wants to run, who wants in, what failed or may not have arrived. */
export function InboxPage() {
  const t = useTranslations('inbox')
  const tAttention = useTranslations('attention')
  const { requests, full, approvals, failed, deliveries, ...inbox } = useInbox()
  const mayDecide = useMay('approve')
  const isEmpty = !inbox.isLoading && !inbox.hasFailed && inbox.count + full.length === 0
  const questions = approvals.filter(({ kind }) => kind === 'question')
  const commands = approvals.filter(({ kind }) => kind === 'tool')
  // What holds an answer up comes first.
  const sections = [
    {
      id: 'questions',
      title: t('questions'),
      count: questions.length,
      content: <WaitingApprovals approvals={questions} />,
    },
    {
      id: 'commands',
      title: t('tools'),
      count: commands.length,
      content: <WaitingApprovals approvals={commands} />,
    },
    {
      id: 'doors',
      title: t('doors'),
      count: requests.length + full.length,
      content: <DoorRequests full={full} requests={requests} />,
    },
    {
      id: 'sends',
      title: tAttention('sends'),
      count: deliveries.length,
      content: <TroubledSends deliveries={deliveries} />,
    },
    {
      id: 'failed',
      title: tAttention('failed'),
      count: failed.length,
      content: <FailedAnswers answers={failed} />,
    },
  ].filter(({ count }) => count > 0)
  return (
    <PageBody title={t('title')}>
      {!mayDecide && <Callout tone="neutral">{t('forbidden')}</Callout>}
      {inbox.hasFailed && (
        <LoadProblem texts={{ failed: t('failed'), retry: t('retry') }} onRetry={inbox.retry} />
      )}
      <div className="contents" aria-busy={inbox.isLoading}>
        {inbox.isLoading && inbox.count === 0 && <ListSkeleton />}
        {sections.length > 1 && <SectionLinks label={t('parts')} sections={sections} />}
        {sections.map(({ id, title, content }) => (
          <PageSection key={id} id={id} title={title}>
            {content}
          </PageSection>
        ))}
        {isEmpty && mayDecide && <EmptyPage icon={Inbox} title={t('empty')} hint={t('emptyHint')} />}
      </div>
    </PageBody>
  )
}
