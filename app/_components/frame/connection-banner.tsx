'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useConnection, usePanel } from '../../_lib/panel-context.ts'

/** A short break is no news: the banner waits this long. */
const PATIENCE_MS = 1_000
/** After that somebody may have to look. */
const LONG_MS = 20_000

export function ConnectionBanner() {
  const t = useTranslations('connection')
  const tAway = useTranslations('away')
  const state = useConnection()
  const { gateway } = usePanel()
  const isAway = state !== 'ready'
  const isLate = useLasting(isAway, PATIENCE_MS)
  const isLong = useLasting(isAway, LONG_MS)
  if (!isLate) return <div role="status" className="contents" />
  const command = 'openclaw gateway status'
  const words = isLong
    ? tAway('long', { command })
    : gateway.isRestarting()
      ? tAway('restarting')
      : t(state === 'offline' ? 'offline' : 'connecting')
  return (
    <div role="status" className="contents">
      <p className="shrink-0 border-b bg-warn-tint px-4 py-1.5 text-center text-meta">{words}</p>
    </div>
  )
}

/** Whether something has been so for this long (milliseconds) without a break. */
function useLasting(isSo: boolean, ms: number): boolean {
  const [isLasting, setLasting] = useState(false)
  useEffect(() => {
    if (!isSo) return
    const timer = setTimeout(() => setLasting(true), ms)
    return () => {
      clearTimeout(timer)
      setLasting(false)
    }
  }, [isSo, ms])
  return isLasting
}
