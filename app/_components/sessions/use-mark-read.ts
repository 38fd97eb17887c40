import { useEffect } from 'react'
import type { SessionSummary } from '#protocol/sessions.ts'
import { useMay, usePanel } from '../../_lib/panel-context.ts'

/** Tells the gateway that what is open has been seen, once the page is in front of somebody. */
export function useMarkRead(session: Pick<SessionSummary, 'id' | 'unread'> | undefined): void {
  const { gateway } = usePanel()
  const mayTell = useMay('chat')
  const sessionId = mayTell && session !== undefined && session.unread > 0 ? session.id : undefined
  useEffect(() => {
    if (sessionId === undefined) return
    const tell = () => {
      if (document.visibilityState !== 'visible') return
      // What is lost is told again with the next answer, or the next visit.
      gateway.request('sessions.markRead', { sessionId }).catch(() => undefined)
    }
    tell()
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [gateway, sessionId])
}
