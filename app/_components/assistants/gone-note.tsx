'use client'

import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { visible } from '../ui/visible.ts'
import { useAssistants } from './use-assistants.ts'

/** Who answers in a conversation whose assistant was removed. */
export function GoneNote({ session }: { session: SessionSummary }) {
  const t = useTranslations('assistant')
  const { isGone } = useAssistants()
  if (!isGone(session.agent)) return null
  return (
    <p role="note" className="border-b bg-raised px-4 py-1.5 text-fg-2 text-meta">
      {t('gone', { name: visible(session.agent) })}
    </p>
  )
}
