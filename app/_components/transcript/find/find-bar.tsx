'use client'

import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { openSession } from '../../../_lib/location.ts'
import { useSearch } from '../../search/use-search.ts'
import { useShortcut } from '../../shortcuts/use-shortcut.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { useMarkedWords } from './use-marked-words.ts'

/**
 * Looks for words in the conversation at hand, all of it: the browser's own search sees no more than what is
 * drawn. Opens by the keys of that search; the newest message that fits is shown first.
 */
export function FindBar({ sessionId }: { sessionId: string }) {
  const [isOpen, setOpen] = useState(false)
  const [turn, setTurn] = useState(0)
  useShortcut('find', () => {
    setOpen(true)
    // Asked for again while it is open, it takes the cursor.
    setTurn((before) => before + 1)
  })
  if (!isOpen) return null
  const close = () => {
    setOpen(false)
    openSession(sessionId, { replace: true })
    document.querySelector<HTMLElement>('#composer')?.focus()
  }
  return <OpenBar sessionId={sessionId} turn={turn} onClose={close} />
}

function OpenBar({ sessionId, turn, onClose }: { sessionId: string; turn: number; onClose: () => void }) {
  const t = useTranslations('find')
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [place, setPlace] = useState(0)
  const { query, hits = [], isFetching, isError } = useSearch(text, sessionId)
  const newestFirst = hits.toSorted((a, b) => b.createdAt - a.createdAt)
  const hit = newestFirst[Math.min(place, newestFirst.length - 1)]
  const hitId = isFetching ? undefined : hit?.messageId
  useMarkedWords(hitId, hit)

  useEffect(() => {
    if (turn > 0) field.current?.select()
  }, [turn])
  useEffect(() => {
    if (hitId !== undefined) openSession(sessionId, { replace: true, messageId: hitId })
  }, [sessionId, hitId])

  const step = (by: number) => {
    const count = newestFirst.length
    if (count > 0) setPlace((Math.min(place, count - 1) + by + count) % count)
  }
  const state = isError
    ? t('failed')
    : query === ''
      ? ''
      : isFetching
        ? t('searching')
        : t('place', { place: Math.min(place + 1, hits.length), count: hits.length })
  return (
    <search className="absolute top-2 right-3 left-3 z-10 flex items-center rounded-card border bg-surface pl-3 shadow-popover md:left-auto md:w-[360px]">
      <input
        ref={field}
        type="search"
        value={text}
        aria-label={t('label')}
        placeholder={t('label')}
        className="min-h-11 min-w-0 flex-1 bg-transparent text-[16px] outline-none [&::-webkit-search-cancel-button]:hidden md:min-h-9 md:text-ui"
        onChange={(event) => {
          setText(event.target.value)
          setPlace(0)
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.keyCode === 229) return
          if (event.key === 'Escape') onClose()
          else if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
          else return
          event.preventDefault()
        }}
      />
      <span role="status" className="shrink-0 px-1 text-fg-3 text-meta tabular-nums">
        {state}
      </span>
      <IconButton label={t('older')} disabled={hits.length < 2} onClick={() => step(1)}>
        <ChevronUp size={16} />
      </IconButton>
      <IconButton label={t('newer')} disabled={hits.length < 2} onClick={() => step(-1)}>
        <ChevronDown size={16} />
      </IconButton>
      <IconButton label={t('close')} onClick={onClose}>
        <X size={16} />
      </IconButton>
    </search>
  )
}
