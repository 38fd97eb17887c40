'use client'

import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { fetchFile } from '../../_lib/media.ts'

/** A picture that the gateway keeps, loaded when it comes near; its place is held until then. */
export function InlineImage({ mediaId, name }: { mediaId: string; name: string }) {
  const t = useTranslations('chat')
  const place = useRef<HTMLDivElement>(null)
  const [address, setAddress] = useState<string | null>(null)
  const [isGone, setGone] = useState(false)

  useEffect(() => {
    const element = place.current
    if (!element) return
    const stop = new AbortController()
    let made: string | undefined
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return
        observer.disconnect()
        fetchFile(mediaId, stop.signal).then(
          (content) => {
            made = URL.createObjectURL(content)
            setAddress(made)
          },
          () => {
            if (!stop.signal.aborted) setGone(true)
          },
        )
      },
      { rootMargin: '400px' },
    )
    observer.observe(element)
    return () => {
      observer.disconnect()
      stop.abort()
      if (made) URL.revokeObjectURL(made)
    }
  }, [mediaId])

  if (isGone) return null
  return (
    <div ref={place} className="flex h-56 w-72 max-w-full items-center justify-center border-b bg-raised">
      {address && (
        <svg role="img" aria-label={t('image', { label: name })} className="size-full">
          <image href={address} width="100%" height="100%" onError={() => setGone(true)} />
        </svg>
      )}
    </div>
  )
}
