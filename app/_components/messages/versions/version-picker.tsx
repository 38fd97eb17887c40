'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type RefCallback, useState } from 'react'
import { useTranslations } from 'use-intl'
import { problemOf } from '../../../_lib/gateway/problem.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { useMessageActions } from '../message-actions.ts'
import { useIsAnswering, useVersions } from './use-versions.ts'

/** ‹2/3› where a message has versions: the arrows lead to the others, and to what followed them. */
export function VersionPicker({ messageId }: { messageId: string }) {
  const t = useTranslations('chat')
  const tError = useTranslations('error')
  const versions = useVersions(messageId)
  const isAnswering = useIsAnswering()
  const { showVersion, pressed } = useMessageActions()
  const [problem, setProblem] = useState<string | null>(null)
  if (!versions) return null
  const index = versions.indexOf(messageId)

  function arrow(step: -1 | 1) {
    const wanted = versions?.[index + step]
    // Whoever goes on pressing finds the same arrow in the picker of the message that came.
    const focus: RefCallback<HTMLButtonElement> = (element) => {
      if (!element || pressed.current?.messageId !== messageId || pressed.current.step !== step) return
      pressed.current = null
      element.focus()
    }
    return (
      <IconButton
        ref={focus}
        label={t(step < 0 ? 'versionBefore' : 'versionAfter')}
        aria-disabled={wanted === undefined || isAnswering}
        className="aria-disabled:cursor-default aria-disabled:opacity-40 md:size-6!"
        onClick={() => {
          if (wanted === undefined || isAnswering) return
          setProblem(null)
          pressed.current = { messageId: wanted, step }
          showVersion(wanted).catch((cause: unknown) => setProblem(tError(problemOf(cause))))
        }}
      >
        {step < 0 ? <ChevronLeft size={14} /> : <ChevronRight size={14} />}
      </IconButton>
    )
  }

  return (
    <fieldset aria-label={t('versions')} className="inline-flex items-center">
      {arrow(-1)}
      <span className="text-fg-2 text-meta tabular-nums">
        <span aria-hidden="true">{`${index + 1}/${versions.length}`}</span>
        <span className="sr-only">{t('version', { index: index + 1, count: versions.length })}</span>
      </span>
      {arrow(1)}
      {problem && (
        <span role="alert" className="text-err text-meta">
          {t('failed', { reason: problem })}
        </span>
      )}
    </fieldset>
  )
}
