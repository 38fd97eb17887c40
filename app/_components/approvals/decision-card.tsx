import { clsx } from 'clsx'
import { type ReactNode, useId, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { OwnerAnswer } from '#protocol/access/approvals.ts'
import type { ApprovalProps } from './approval-card.tsx'
import { cardKeys } from './card-keys.ts'
import { useArmed } from './use-armed.ts'
import { useDecide } from './use-decide.ts'

/** The frame of whatever waits for the owner. What decides can't be pressed before it has been in view. */
export function DecisionCard({
  approval,
  onDecide,
  tone,
  title,
  details,
  answers,
  answersClass,
  expires,
}: ApprovalProps & {
  tone: 'warn' | 'info'
  title: ReactNode
  details?: ReactNode
  answers: (decide: (answer: OwnerAnswer) => void, isDisabled: boolean) => ReactNode
  answersClass: string
  expires: string
}) {
  const t = useTranslations('approval')
  const titleId = useId()
  const buttons = useRef<HTMLDivElement>(null)
  const isArmed = useArmed(buttons)
  const { isBusy, hasFailed, decide } = useDecide(onDecide)
  return (
    <section
      {...cardKeys}
      aria-labelledby={titleId}
      className={clsx(
        'group/card mb-3 rounded-card border p-3 md:p-4',
        tone === 'warn' ? 'border-warn/40 bg-warn/10' : 'border-info/40 bg-info/10',
      )}
      data-approval={approval.id}
    >
      <h2 id={titleId} className="flex items-start gap-2 font-semibold text-prose">
        {title}
      </h2>
      {details}
      {hasFailed && (
        <p role="alert" className="mt-3 text-err text-ui">
          {t('failed')}
        </p>
      )}
      <div ref={buttons} className={clsx('mt-4 flex', answersClass)}>
        {answers(decide, !isArmed || isBusy)}
      </div>
      <p className="mt-3 text-fg-2 text-meta">{expires}</p>
    </section>
  )
}
