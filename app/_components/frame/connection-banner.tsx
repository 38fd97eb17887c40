'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useConnection } from '../../_lib/panel-context.ts'

/** A short break is no news: the banner waits this long. */
const PATIENCE_MS = 1000

export function ConnectionBanner() {
  const t = useTranslations('connection')
  const state = useConnection()
  const isAway = state !== 'ready'
  const [isLate, setLate] = useState(false)

  useEffect(() => {
    if (!isAway) return
    const timer = setTimeout(() => setLate(true), PATIENCE_MS)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [isAway])

  return (
    <div role="status" className="contents">
      {isAway && isLate && (
        <p className="shrink-0 border-b bg-warn/10 px-4 py-1.5 text-center text-meta">
          {t(state === 'offline' ? 'offline' : 'connecting')}
        </p>
      )}
    </div>
  )
}
