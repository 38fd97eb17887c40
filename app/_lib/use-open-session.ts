import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { openSession, type SessionPlace, sessionHref } from './location.ts'

/** Opens a conversation from whichever page; between conversations of the chat page nothing is loaded. */
export function useOpenSession(): (sessionId: string | null, place?: SessionPlace) => void {
  const router = useRouter()
  return useCallback(
    (sessionId, place = {}) => {
      if (location.pathname === '/') openSession(sessionId, place)
      else router.push(sessionHref(sessionId, place))
    },
    [router],
  )
}
