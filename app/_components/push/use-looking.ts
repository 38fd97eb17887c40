import { useEffect } from 'react'
import { isPushWanted } from '../../_lib/install/push.ts'
import { usePanel } from '../../_lib/panel-context.ts'

/** The gateway believes it for 30 seconds, in milliseconds here. */
const EVERY_MS = 20_000

/** Tells the gateway that somebody looks at this page, so that what it shows is not told of as well. */
export function useLooking(): void {
  const { gateway } = usePanel()
  useEffect(() => {
    const tell = () => {
      if (!isPushWanted()) return
      const isLooking = document.visibilityState === 'visible'
      gateway.request('push.look', { isLooking }).catch(() => undefined)
    }
    const tellWhileLooking = () => {
      if (document.visibilityState === 'visible') tell()
    }
    const forget = gateway.onReady(tellWhileLooking)
    const timer = setInterval(tellWhileLooking, EVERY_MS)
    document.addEventListener('visibilitychange', tell)
    return () => {
      forget()
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tell)
    }
  }, [gateway])
}
