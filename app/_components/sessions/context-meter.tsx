'use client'

import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'

/** How full the window of the model was at the last call: a bar, with the share in words. */
export function ContextMeter({ context }: { context: NonNullable<SessionSummary['context']> }) {
  const t = useTranslations('sessionsPage')
  const share = Math.min(1, context.tokens / context.window)
  return (
    <span className="inline-flex items-center gap-1.5" title={t('contextHint', context)}>
      <svg viewBox="0 0 40 4" className="h-1 w-10" aria-hidden="true">
        <rect width={40} height={4} rx={2} className="fill-border" />
        <rect
          width={Math.max(2, share * 40)}
          height={4}
          rx={2}
          className={share > 0.8 ? 'fill-warn' : 'fill-fg-3'}
        />
      </svg>
      {t('context', { share })}
    </span>
  )
}
