'use client'

import { CircleAlert, CircleStop } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ErrorShape } from '#protocol/errors.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { useMessageActions } from './message-actions.ts'

/** How an answer ended that did not end well: what happened, what to do, and the details. */
export function RunNotice({
  status,
  error,
  runId,
  isUncertain,
}: {
  status: 'failed' | 'stopped' | 'interrupted'
  error: ErrorShape | undefined
  runId: string | undefined
  /** A tool had started, and its end is not known. */
  isUncertain: boolean
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
      {isUncertain && <p className="mt-0.5">{t('uncertainTools')}</p>}
      {error && (
        <details className="mt-1 text-fg-2">
          <summary className="w-fit py-3.5 text-meta md:py-1">{t('details')}</summary>
          <p className="font-mono text-meta [overflow-wrap:anywhere]">{`${error.code}: ${error.message}`}</p>
        </details>
      )}
      {runId !== undefined && <RetryButton runId={runId} />}
    </Callout>
  )
}

function RetryButton({ runId }: { runId: string }) {
  const t = useTranslations('run')
  const { retry } = useMessageActions()
  const [state, setState] = useState<'open' | 'sending' | 'failed'>('open')
  return (
    <>
      <Button
        className="mt-2"
        disabled={state === 'sending'}
        onClick={() => {
          setState('sending')
          retry(runId).then(
            () => setState('open'),
            () => setState('failed'),
          )
        }}
      >
        {t('retry')}
      </Button>
      {state === 'failed' && (
        <p role="alert" className="mt-1 text-err">
          {t('retryFailed')}
        </p>
      )}
    </>
  )
}
