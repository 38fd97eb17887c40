'use client'

import { CircleQuestionMark } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import { AnswerButton } from '../cards/answer-button.tsx'
import { visible } from '../ui/visible.ts'
import { type ApprovalProps, DecisionCard } from './decision-card.tsx'

/** The assistant can't go on without knowing something: its question, and the answers to choose from. */
export function QuestionCard(props: ApprovalProps) {
  const { approval } = props
  const t = useTranslations('approval')
  const format = useFormatter()
  return (
    <DecisionCard
      {...props}
      tone="info"
      title={
        <>
          <CircleQuestionMark size={18} className="mt-0.5 shrink-0 text-info" aria-hidden="true" />
          <span className="min-w-0 [overflow-wrap:anywhere] whitespace-pre-wrap">
            {visible(approval.question ?? '')}
          </span>
        </>
      }
      answersClass="flex-col gap-2 md:flex-row md:flex-wrap"
      answers={({ decide, isDisabled, wasRead }) => (
        <>
          {numbered(approval.choices).map(({ number, choice }) => (
            <AnswerButton
              key={choice}
              shortcut={number}
              isDisabled={isDisabled || !wasRead}
              onAnswer={() => decide({ decision: 'answer', choice })}
            >
              {visible(choice)}
            </AnswerButton>
          ))}
          <AnswerButton
            shortcut="refuse"
            tone="quiet"
            className="md:ml-auto"
            isDisabled={isDisabled}
            onAnswer={() => decide({ decision: 'deny' })}
          >
            {t('noAnswer')}
          </AnswerButton>
        </>
      )}
      expires={t('questionExpires', {
        time: format.dateTime(approval.expiresAt, { hour: 'numeric', minute: '2-digit' }),
      })}
    />
  )
}

const numbered = (choices: readonly string[]) =>
  choices.map((choice, index) => ({ choice, number: index + 1 }))
