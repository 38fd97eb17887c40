'use client'

import { ShieldAlert } from 'lucide-react'
import { useId, useRef } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { Approval, OwnerAnswer } from '#protocol/access/approvals.ts'
import { useToolPurpose } from '../tools/tool-purpose.ts'
import { Button } from '../ui/button.tsx'
import { ApprovalInput } from './approval-input.tsx'
import { ApprovalOutcome } from './approval-outcome.tsx'
import { QuestionCard } from './question-card.tsx'
import { useArmed } from './use-armed.ts'
import { useDecide } from './use-decide.ts'

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
function PendingApproval({ approval, onDecide }: ApprovalProps) {
  const t = useTranslations('approval')
  const format = useFormatter()
  const purpose = useToolPurpose()
  const titleId = useId()
  const buttons = useRef<HTMLDivElement>(null)
  const isArmed = useArmed(buttons)
  const { isBusy, hasFailed, decide } = useDecide(onDecide)
  const isDisabled = !isArmed || isBusy

  return (
    <section
      aria-labelledby={titleId}
      className="mb-3 rounded-card border border-warn/40 bg-warn/10 p-3 md:p-4"
      data-approval={approval.id}
    >
      <h2 id={titleId} className="flex items-center gap-2 font-semibold text-prose">
        <ShieldAlert size={18} className="shrink-0 text-warn" aria-hidden="true" />
        {approval.tool === 'exec'
          ? t('titleExec')
          : t('titleOther', { tool: purpose(approval.tool, approval.input) })}
      </h2>
      <ApprovalInput approval={approval} />
      {hasFailed && (
        <p role="alert" className="mt-3 text-err text-ui">
          {t('failed')}
        </p>
      )}
      <div ref={buttons} className="mt-4 flex flex-col-reverse gap-4 md:flex-row md:items-center md:gap-2">
        <Button
          className="min-h-12 md:min-h-9"
          disabled={isDisabled}
          onClick={() => decide({ decision: 'deny' })}
        >
          {t('deny')}
        </Button>
        {approval.canBeAlways && (
          <Button
            className="min-h-12 md:ml-auto md:min-h-9"
            disabled={isDisabled}
            onClick={() => decide({ decision: 'always' })}
          >
            {t('always')}
          </Button>
        )}
        <Button
          tone="primary"
          className={`min-h-12 md:min-h-9 ${approval.canBeAlways ? '' : 'md:ml-auto'}`}
          disabled={isDisabled}
          onClick={() => decide({ decision: 'allow-once' })}
        >
          {t('allowOnce')}
        </Button>
      </div>
      <p className="mt-3 text-fg-2 text-meta">
        {t('expires', { time: format.dateTime(approval.expiresAt, { hour: 'numeric', minute: '2-digit' }) })}
      </p>
    </section>
  )
}
