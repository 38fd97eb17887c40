import { useCallback, useEffect } from 'react'
import { useTranslations } from 'use-intl'
import type { SystemEvent } from '#protocol/run-events.ts'
import { notify } from '../../_lib/install/notify.ts'
import { useOpenSession } from '../../_lib/use-open-session.ts'
import { BADGE } from '../../_lib/use-page-title.ts'

/** Nobody waits in front of the page for longer than this, in milliseconds. */
const LONG_MS = 60_000

/** Tells whoever looks elsewhere that an answer is done that was long, or that nobody waited for: a mark in the title, and a notice where allowed. */
export function useTaskDone(): (event: SystemEvent) => void {
  const t = useTranslations('done')
  const tSidebar = useTranslations('sidebar')
  const openSession = useOpenSession()

  useEffect(() => {
    const clear = () => {
      if (document.visibilityState === 'visible' && document.title.startsWith(BADGE)) {
        document.title = document.title.slice(BADGE.length)
      }
    }
    document.addEventListener('visibilitychange', clear)
    return () => document.removeEventListener('visibilitychange', clear)
  }, [])

  return useCallback(
    (event) => {
      if (event.type !== 'run-change' || document.visibilityState === 'visible') return
      const { durationMs, sessionTitle, sessionId, status, background = false } = event
      const isAwaited = !background && (durationMs ?? 0) < LONG_MS
      if (durationMs === undefined || isAwaited) return
      if (!document.title.startsWith(BADGE)) document.title = BADGE + document.title
      const title = sessionTitle || tSidebar('main')
      notify(
        status === 'completed' ? t('title', { title }) : t('titleFailed', { title }),
        durationMs < LONG_MS ? t('background') : t('body', { minutes: Math.round(durationMs / 60_000) }),
        () => openSession(sessionId),
      )
    },
    [t, tSidebar, openSession],
  )
}
