'use client'

import { useTranslations } from 'use-intl'
import type { Approval } from '#protocol/access/approvals.ts'
import { visible } from '../ui/visible.ts'

/** One line in place of what was answered; of a question, also what it was. */
export function ApprovalOutcome({ approval }: { approval: Approval }) {
  const t = useTranslations('approval')
  const { status, decision, kind, question, choice } = approval
  const isQuestion = kind === 'question'
  const text = {
    pending: '',
    allowed: isQuestion
      ? t('answered', { choice: visible(choice ?? '…') })
      : decision === 'always'
        ? t('allowedAlways')
        : t('allowed'),
    denied: isQuestion ? t('unanswered') : t('denied'),
    expired: isQuestion ? t('questionExpired') : t('expired'),
    cancelled: t('cancelled'),
  }[status]
  return (
    <div className="mb-3 px-1 text-meta">
      {isQuestion && <p className="text-fg-2 [overflow-wrap:anywhere]">{visible(question ?? '')}</p>}
      <p className="text-fg-3 [overflow-wrap:anywhere]">{text}</p>
    </div>
  )
}
