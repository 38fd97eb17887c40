'use client'

import { clsx } from 'clsx'
import { ShieldAlert } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import type { Approval, OwnerAnswer } from '#protocol/access/approvals.ts'
import { useToolPurpose } from '../tools/tool-purpose.ts'
import { Button } from '../ui/button.tsx'
import { ApprovalInput } from './approval-input.tsx'
import { ApprovalOutcome } from './approval-outcome.tsx'
import { keyOf } from './card-keys.ts'
import { DecisionCard } from './decision-card.tsx'
import { KeyHint } from './key-hint.tsx'
import { QuestionCard } from './question-card.tsx'

export interface ApprovalProps {
  readonly approval: Approval
  readonly onDecide: (answer: OwnerAnswer) => Promise<void>
}

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
      answers={(decide, isDisabled) => (
        <>
          <Button
            {...keyOf('refuse')}
            className="min-h-12 md:min-h-9"
            disabled={isDisabled}
            onClick={() => decide({ decision: 'deny' })}
          >
            {t('deny')}
            <KeyHint name="refuse" />
          </Button>
          {approval.canBeAlways && (
            <Button
              {...keyOf('always')}
              className="min-h-12 md:ml-auto md:min-h-9"
              disabled={isDisabled}
              onClick={() => decide({ decision: 'always' })}
            >
              {t('always')}
              <KeyHint name="always" />
            </Button>
          )}
          <Button
            {...keyOf('allow')}
            tone="primary"
            className={clsx('min-h-12 md:min-h-9', !approval.canBeAlways && 'md:ml-auto')}
            disabled={isDisabled}
            onClick={() => decide({ decision: 'allow-once' })}
          >
            {t('allowOnce')}
            <KeyHint name="allow" />
          </Button>
        </>
      )}
      expires={t('expires', {
        time: format.dateTime(approval.expiresAt, { hour: 'numeric', minute: '2-digit' }),
      })}
    />
  )
}
