import { useCallback, useEffect } from 'react'
import type { SessionSummary } from '#protocol/sessions.ts'
import { useMay, usePanel } from '../../_lib/panel-context.ts'

/** Tells the gateway that what is open has been seen, while the page is in front of somebody. */
export function useMarkRead(session: Pick<SessionSummary, 'id' | 'unread'> | undefined): void {
  const { gateway } = usePanel()
  const mayTell = useMay('chat')
  const openId = mayTell ? session?.id : undefined
  const unreadId = session !== undefined && session.unread > 0 ? openId : undefined
  const tell = useCallback(
    (sessionId: string) => {
      if (document.visibilityState !== 'visible') return
      // What is lost is told again with the next answer, or the next visit.
      gateway.request('sessions.markRead', { sessionId }).catch(() => undefined)
    },
    [gateway],
  )

  useEffect(() => {
    if (unreadId === undefined) return
    const look = () => tell(unreadId)
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [tell, unreadId])

  // Who leaves has seen the last words, also those that the list of conversations does not count yet.
  useEffect(() => (openId === undefined ? undefined : () => tell(openId)), [tell, openId])
}
