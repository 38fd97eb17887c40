'use client'

import { ShieldAlert } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import { AnswerButton } from '../cards/answer-button.tsx'
import { useToolPurpose } from '../tools/tool-purpose.ts'
import { ApprovalInput } from './approval-input.tsx'
import { ApprovalOutcome } from './approval-outcome.tsx'
import { type ApprovalProps, DecisionCard } from './decision-card.tsx'
import { QuestionCard } from './question-card.tsx'

/** What waits for the owner: a call before its effect, or a question of the assistant's own. */
export function ApprovalCard(props: ApprovalProps) {
  if (props.approval.status !== 'pending') return <ApprovalOutcome approval={props.approval} />
  return props.approval.kind === 'question' ? <QuestionCard {...props} /> : <PendingApproval {...props} />
}

/** All that would run is shown, and nothing runs unanswered. */
function PendingApproval(props: ApprovalProps) {
  const { approval } = props
  const t = useTranslations('approval')
  const format = useFormatter()
  const purpose = useToolPurpose()
  return (
    <DecisionCard
      {...props}
      tone="warn"
      title={
        <>
          <ShieldAlert size={18} className="mt-0.5 shrink-0 text-warn" aria-hidden="true" />
          {approval.tool === 'exec'
            ? t('titleExec')
            : t('titleOther', { tool: purpose(approval.tool, approval.input) })}
        </>
      }
      details={<ApprovalInput approval={approval} />}
      answersClass="flex-col-reverse gap-4 md:flex-row md:items-center md:gap-2"
      answers={({ decide, isDisabled, wasRead }) => (
        <>
          <AnswerButton
            shortcut="refuse"
            isDisabled={isDisabled}
            onAnswer={() => decide({ decision: 'deny' })}
          >
            {t('deny')}
          </AnswerButton>
          {approval.canBeAlways && (
            <AnswerButton
              shortcut="always"
              className="md:ml-auto"
              isDisabled={isDisabled || !wasRead}
              onAnswer={() => decide({ decision: 'always' })}
            >
              {t('always')}
            </AnswerButton>
          )}
          <AnswerButton
            shortcut="allow"
            tone="primary"
            className={approval.canBeAlways ? undefined : 'md:ml-auto'}
            isDisabled={isDisabled || !wasRead}
            onAnswer={() => decide({ decision: 'allow-once' })}
          >
            {t('allowOnce')}
          </AnswerButton>
        </>
      )}
      expires={t('expires', {
        time: format.dateTime(approval.expiresAt, { hour: 'numeric', minute: '2-digit' }),
      })}
    />
  )
}
