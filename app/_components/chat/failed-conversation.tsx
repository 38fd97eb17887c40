'use client'

import { useTranslations } from 'use-intl'
import { openSession } from '../../_lib/location.ts'
import type { SessionView } from '../../_lib/session/session-store.ts'
import { Button } from '../ui/button.tsx'

/** Says why it can't be shown, and leads to one that can. */
export function FailedConversation({ view }: { view: SessionView }) {
  const t = useTranslations('chat')
  const tError = useTranslations('error')
  const code = view.error?.code ?? 'internal'
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-3 p-6 text-center">
      <h2 className="font-semibold text-section">
        {code === 'unknown_session' || code === 'not_found' ? t('notFoundTitle') : t('failedTitle')}
      </h2>
      <p className="max-w-[420px] text-fg-2 text-ui">{tError(code)}</p>
      <Button tone="primary" onClick={() => openSession(null)}>
        {t('toMain')}
      </Button>
    </div>
  )
}
