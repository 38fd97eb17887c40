'use client'

import { CircleQuestionMark } from 'lucide-react'
import { useId, useRef } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { visible } from '../ui/visible.ts'
import type { ApprovalProps } from './approval-card.tsx'
import { useArmed } from './use-armed.ts'
import { useDecide } from './use-decide.ts'

/** The assistant can't go on without knowing something: its question, and the answers to choose from. */
export function QuestionCard({ approval, onDecide }: ApprovalProps) {
  const t = useTranslations('approval')
  const format = useFormatter()
  const titleId = useId()
  const buttons = useRef<HTMLDivElement>(null)
  const isArmed = useArmed(buttons)
  const { isBusy, hasFailed, decide } = useDecide(onDecide)
  const isDisabled = !isArmed || isBusy
  return (
    <section
      aria-labelledby={titleId}
      className="mb-3 rounded-card border border-info/40 bg-info/10 p-3 md:p-4"
      data-approval={approval.id}
    >
      <h2 id={titleId} className="flex items-start gap-2 font-semibold text-prose">
        <CircleQuestionMark size={18} className="mt-0.5 shrink-0 text-info" aria-hidden="true" />
        <span className="min-w-0 [overflow-wrap:anywhere] whitespace-pre-wrap">
          {visible(approval.question ?? '')}
        </span>
      </h2>
      {hasFailed && (
        <p role="alert" className="mt-3 text-err text-ui">
          {t('failed')}
        </p>
      )}
      <div ref={buttons} className="mt-4 flex flex-col gap-2 md:flex-row md:flex-wrap">
        {approval.choices.map((choice) => (
          <Button
            key={choice}
            className="min-h-12 [overflow-wrap:anywhere] md:min-h-9"
            disabled={isDisabled}
            onClick={() => decide({ decision: 'answer', choice })}
          >
            {visible(choice)}
          </Button>
        ))}
        <Button
          tone="quiet"
          className="min-h-12 md:ml-auto md:min-h-9"
          disabled={isDisabled}
          onClick={() => decide({ decision: 'deny' })}
        >
          {t('noAnswer')}
        </Button>
      </div>
      <p className="mt-3 text-fg-2 text-meta">
        {t('questionExpires', {
          time: format.dateTime(approval.expiresAt, { hour: 'numeric', minute: '2-digit' }),
        })}
      </p>
    </section>
  )
}
