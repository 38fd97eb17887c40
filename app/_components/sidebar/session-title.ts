import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'

/** The conversation that exists from the first start; the address need not name it. */
export const isMain = (session: Pick<SessionSummary, 'key'>): boolean => session.key === 'agent:main:main'

export function useSessionTitle(): (session: Pick<SessionSummary, 'key' | 'title'>) => string {
  const t = useTranslations('sidebar')
  return (session) => session.title || (isMain(session) ? t('main') : t('untitled'))
}
