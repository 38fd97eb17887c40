'use client'

import type { LucideIcon } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { useTranslations } from 'use-intl'
import type { Action } from '../../_lib/use-action.ts'
import { AnswerButton } from '../cards/answer-button.tsx'
import { cardKeys } from '../cards/card-keys.ts'
import { KeyHint } from '../cards/key-hint.tsx'
import { SessionLink } from '../sessions/session-row.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'

const TONES = {
  err: { border: 'border-err/30', icon: 'text-err' },
  warn: { border: 'border-warn/40', icon: 'text-warn' },
}

interface Choice {
  readonly text: string
  readonly onClick: () => void
}

/** Something that went wrong: what it is, where it stands, and whether to leave it or do it again. */
export function AttentionCard({
  tone,
  icon: Icon,
  title,
  facts,
  words,
  at,
  choices,
  action,
}: {
  tone: keyof typeof TONES
  icon: LucideIcon
  title: string
  /** What is known of it. */
  facts: ReactNode
  /** What was said: nothing where it had no words. */
  words: ReactNode
  /** Where it stands, if it does. */
  at: { sessionId: string; messageId: string } | undefined
  /** Undefined for who may not decide. */
  choices: { leave: Choice; again: Choice } | undefined
  action: Action
}) {
  const t = useTranslations('attention')
  const titleId = useId()
  return (
    <li
      {...cardKeys}
      aria-labelledby={titleId}
      className={`group/card flex flex-col gap-3 rounded-card border bg-surface p-4 ${TONES[tone].border}`}
    >
      <div className="flex items-start gap-3">
        <Icon
          size={20}
          strokeWidth={1.75}
          className={`mt-0.5 shrink-0 ${TONES[tone].icon}`}
          aria-hidden="true"
        />
        <div className="min-w-0 flex-1">
          <h3 id={titleId} className="font-semibold text-prose [overflow-wrap:anywhere]">
            {title}
          </h3>
          {facts}
        </div>
      </div>
      {words}
      <div className="flex flex-col-reverse gap-3 md:flex-row md:flex-wrap md:items-center md:gap-2">
        {choices && (
          <AnswerButton shortcut="leave" isDisabled={action.isBusy} onAnswer={choices.leave.onClick}>
            {choices.leave.text}
          </AnswerButton>
        )}
        {at && (
          <SessionLink
            {...at}
            isCurrent={false}
            onOpen={undefined}
            keyName="openCard"
            className="flex-none! justify-center underline underline-offset-2"
          >
            {t('open')}
            <KeyHint name="openCard" />
          </SessionLink>
        )}
        {choices && (
          <AnswerButton
            shortcut="again"
            tone="primary"
            isDisabled={action.isBusy}
            onAnswer={choices.again.onClick}
            className="md:ml-auto"
          >
            {choices.again.text}
          </AnswerButton>
        )}
      </div>
      <ActionProblem code={action.problem} />
    </li>
  )
}
