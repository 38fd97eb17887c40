'use client'

import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ChatMessage } from '#protocol/messages.ts'
import { messageText } from '../messages/message-text.ts'

/** Longest piece of an answer that is read out; the rest is there to be read. */
const SPOKEN = 500

/** Tells screen readers of an answer once, when it is whole: not of every word while it comes. */
export function FinishedAnnouncer({ messages }: { messages: readonly ChatMessage[] }) {
  const t = useTranslations('chat')
  const [spoken, setSpoken] = useState('')
  const live = useRef<string | undefined>(undefined)
  const last = messages.at(-1)
  const status = last?.role === 'assistant' ? last.metadata?.status : undefined

  useEffect(() => {
    if (!last || status === undefined) return
    if (status === 'waiting') setSpoken(t('waiting'))
    if (status === 'streaming' || status === 'waiting') {
      live.current = last.id
      return
    }
    if (live.current !== last.id) return
    live.current = undefined
    setSpoken(`${t('finished')} ${messageText(last).slice(0, SPOKEN)}`)
  }, [last, status, t])

  return (
    <div aria-live="polite" className="sr-only">
      {spoken}
    </div>
  )
}
