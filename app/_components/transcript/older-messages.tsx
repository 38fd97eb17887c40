'use client'

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'

/** The list first jumps to its end; only then does being in view mean that somebody scrolled up. */
const SETTLE_MS = 300

/** The head of the list: asks for older messages when it comes near; after a failure, by hand. */
export function OlderMessages({
  scroller,
  hasMore,
  onLoad,
}: {
  scroller: RefObject<HTMLElement | null>
  hasMore: boolean
  onLoad: () => Promise<void>
}) {
  const t = useTranslations('chat')
  const mark = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<'idle' | 'loading' | 'failed'>('idle')

  const load = useCallback(() => {
    setState('loading')
    onLoad().then(
      () => setState('idle'),
      () => setState('failed'),
    )
  }, [onLoad])

  useEffect(() => {
    const element = mark.current
    if (!element || !hasMore || state !== 'idle') return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) load()
      },
      { root: scroller.current, rootMargin: '400px 0px 0px 0px' },
    )
    const timer = setTimeout(() => observer.observe(element), SETTLE_MS)
    return () => {
      clearTimeout(timer)
      observer.disconnect()
    }
  }, [scroller, hasMore, state, load])

  if (!hasMore) return null
  return (
    <div ref={mark} className="absolute inset-x-0 top-2 flex justify-center">
      {state === 'loading' ? (
        <p className="py-1.5 text-fg-3 text-meta">{t('loadingOlder')}</p>
      ) : (
        <Button tone="quiet" onClick={load}>
          {t('older')}
        </Button>
      )}
    </div>
  )
}
