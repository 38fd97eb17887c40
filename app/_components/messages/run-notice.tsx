'use client'

import { CircleAlert, CircleStop } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { ErrorShape } from '#protocol/errors.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'

/** How an answer ended that did not end well: what happened, what to do, and the details. */
export function RunNotice({
  status,
  error,
  onAskAgain,
}: {
  status: 'failed' | 'stopped' | 'interrupted'
  error: ErrorShape | undefined
  onAskAgain: (() => void) | undefined
}) {
  const t = useTranslations('run')
  const tError = useTranslations('error')
  if (status === 'stopped' && !error) {
    return (
      <p className="mb-2 flex items-center gap-2 text-fg-3 text-ui">
        <CircleStop size={16} aria-hidden="true" />
        {t('stopped')}
      </p>
    )
  }
  return (
    <Callout
      tone={status === 'failed' ? 'error' : 'warn'}
      icon={<CircleAlert size={16} className={status === 'failed' ? 'text-err' : 'text-warn'} />}
      className="mb-3"
    >
      <p className="font-semibold">{t(status)}</p>
      <p className="mt-0.5">
        {tError(error?.code ?? (status === 'interrupted' ? 'run_interrupted' : 'internal'))}
      </p>
      {error && (
        <details className="mt-1 text-fg-2">
          <summary className="w-fit py-1 text-meta">{t('details')}</summary>
          <p className="font-mono text-meta [overflow-wrap:anywhere]">{`${error.code}: ${error.message}`}</p>
        </details>
      )}
      {onAskAgain && (
        <Button className="mt-2" onClick={onAskAgain}>
          {t('again')}
        </Button>
      )}
    </Callout>
  )
}
