import { clsx } from 'clsx'
import { type ReactNode, useId, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { Approval, OwnerAnswer } from '#protocol/access/approvals.ts'
import { cardKeys } from '../cards/card-keys.ts'
import { useArmed, useSight } from '../cards/use-armed.ts'
import { Button } from '../ui/button.tsx'
import { useDecide } from './use-decide.ts'

export interface ApprovalProps {
  readonly approval: Approval
  readonly onDecide: (answer: OwnerAnswer) => Promise<void>
}

/** What can be said at this moment, and how. */
export interface Answering {
  readonly decide: (answer: OwnerAnswer) => void
  /** Nothing can be pressed: the buttons have just come, or an answer is on its way. */
  readonly isDisabled: boolean
  /** Its beginning was in view: what was not can be refused, and nothing else. */
  readonly wasRead: boolean
}

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
  answers: (answering: Answering) => ReactNode
  answersClass: string
  expires: string
}) {
  const t = useTranslations('approval')
  const titleId = useId()
  const card = useRef<HTMLElement>(null)
  const start = useRef<HTMLHeadingElement>(null)
  const buttons = useRef<HTMLDivElement>(null)
  const isArmed = useArmed(buttons)
  const sight = useSight(start)
  // Known before anything can be pressed, so that nothing moves afterwards.
  const isStartHidden = useSight(buttons) !== 'unseen' && sight === 'unseen'
  const { isBusy, hasFailed, decide } = useDecide(onDecide)

  function showStart() {
    // The button goes with its reason: the focus stays at the card.
    card.current?.focus({ preventScroll: true })
    start.current?.scrollIntoView({ block: 'start' })
  }

  return (
    <section
      ref={card}
      {...cardKeys}
      aria-labelledby={titleId}
      className={clsx(
        'group/card mb-3 rounded-card border p-3 md:p-4',
        tone === 'warn' ? 'border-warn/40 bg-warn-tint' : 'border-info/40 bg-info-tint',
      )}
      data-approval={approval.id}
      data-sight={sight}
    >
      <h2 ref={start} id={titleId} className="flex scroll-mt-6 items-start gap-2 font-semibold text-prose">
        {title}
      </h2>
      {details}
      {hasFailed && (
        <p role="alert" className="mt-3 text-err text-ui">
          {t('failed')}
        </p>
      )}
      {isStartHidden && (
        <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-ui">
          <p>{t('startUnseen')}</p>
          <Button onClick={showStart}>{t('showStart')}</Button>
        </div>
      )}
      <div ref={buttons} className={clsx('mt-4 flex', answersClass)}>
        {answers({ decide, isDisabled: !isArmed || isBusy, wasRead: sight === 'seen' })}
      </div>
      <p className="mt-3 text-fg-2 text-meta">{expires}</p>
    </section>
  )
}
