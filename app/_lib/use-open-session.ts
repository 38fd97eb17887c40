import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { openSession, sessionHref } from './location.ts'

/** Opens a conversation from whichever page; between conversations of the chat page nothing is loaded. */
export function useOpenSession(): (sessionId: string | null, place?: { messageId?: string }) => void {
  const router = useRouter()
  return useCallback(
    (sessionId, place = {}) => {
      if (location.pathname === '/') openSession(sessionId, place)
      else router.push(sessionHref(sessionId, place.messageId))
    },
    [router],
  )
}
