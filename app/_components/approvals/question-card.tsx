'use client'

import { CircleQuestionMark } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { visible } from '../ui/visible.ts'
import type { ApprovalProps } from './approval-card.tsx'
import { keyOf } from './card-keys.ts'
import { DecisionCard } from './decision-card.tsx'
import { KeyHint } from './key-hint.tsx'

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
      answers={(decide, isDisabled) => (
        <>
          {numbered(approval.choices).map(({ number, choice }) => (
            <Button
              key={choice}
              {...keyOf(number)}
              className="min-h-12 [overflow-wrap:anywhere] md:min-h-9"
              disabled={isDisabled}
              onClick={() => decide({ decision: 'answer', choice })}
            >
              {visible(choice)}
              <KeyHint name={number} />
            </Button>
          ))}
          <Button
            {...keyOf('refuse')}
            tone="quiet"
            className="min-h-12 md:ml-auto md:min-h-9"
            disabled={isDisabled}
            onClick={() => decide({ decision: 'deny' })}
          >
            {t('noAnswer')}
            <KeyHint name="refuse" />
          </Button>
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
