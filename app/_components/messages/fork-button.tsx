'use client'

import { GitFork } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { toAppError } from '#protocol/errors.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { useMessageActions } from './message-actions.ts'

/** A new conversation that begins as this one did, up to this message. */
export function ForkButton({ messageId }: { messageId: string }) {
  const t = useTranslations('chat')
  const tError = useTranslations('error')
  const { fork } = useMessageActions()
  const [problem, setProblem] = useState<string | null>(null)
  return (
    <>
      <IconButton
        label={t('fork')}
        onClick={() => fork(messageId).catch((cause: unknown) => setProblem(tError(toAppError(cause).code)))}
      >
        <GitFork size={16} />
      </IconButton>
      {problem && (
        <span role="alert" className="text-err text-meta">
          {t('failed', { reason: problem })}
        </span>
      )}
    </>
  )
}
