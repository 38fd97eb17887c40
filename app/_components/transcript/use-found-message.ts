import { useEffect, useRef, useState } from 'react'
import type { ChatMessage } from '#protocol/messages.ts'
import { useMessageParam } from '../../_lib/location.ts'

/**
 * Brings the message that the address names into view, from however far back it comes, once. `found` is
 * its id while it is marked; `isMissing` where the conversation does not have it.
 */
export function useFoundMessage(options: {
  messages: readonly ChatMessage[]
  onShow: (index: number) => void
  onSeek: (messageId: string) => Promise<boolean>
}): { found: string | null; isMissing: boolean } {
  const { messages, onShow, onSeek } = options
  const wanted = useMessageParam()
  const [missing, setMissing] = useState<string | null>(null)
  const shown = useRef<string | null>(null)

  useEffect(() => {
    if (wanted === null) return
    let isCurrent = true
    onSeek(wanted).then(
      (isThere) => {
        if (isCurrent && !isThere) setMissing(wanted)
      },
      () => {
        if (isCurrent) setMissing(wanted)
      },
    )
    return () => {
      isCurrent = false
    }
  }, [wanted, onSeek])

  useEffect(() => {
    if (wanted === null) shown.current = null
    if (wanted === null || shown.current === wanted || messages.length === 0) return
    const index = messages.findIndex((message) => holds(message, wanted))
    if (index < 0) return
    shown.current = wanted
    // After the list has jumped to its end, which it does when it is drawn first.
    requestAnimationFrame(() => requestAnimationFrame(() => onShow(index)))
  }, [wanted, messages, onShow])

  return {
    found: wanted,
    isMissing: wanted !== null && missing === wanted && !messages.some((message) => holds(message, wanted)),
  }
}

/** What was said in the middle of an answer stands inside of it. */
const holds = (message: ChatMessage, messageId: string): boolean =>
  message.id === messageId ||
  message.parts.some((part) => part.type === 'steering-message' && part.id === messageId)
