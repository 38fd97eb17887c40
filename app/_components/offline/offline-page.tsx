'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { CenteredPage } from '../access/centered-page.tsx'
import { Command } from '../access/command.tsx'
import { Button } from '../ui/button.tsx'

/** Between two looks, in milliseconds. */
const PAUSE_MS = 2_000

/** Stands in the place of any page while the gateway does not answer, and gives way once it does. */
export function OfflinePage() {
  const t = useTranslations('offline')
  const [isThisMachine, setThisMachine] = useState(true)

  useEffect(() => {
    setThisMachine(location.hostname === 'localhost')
    const timer = setInterval(() => void returnIfBack(), PAUSE_MS)
    return () => clearInterval(timer)
  }, [])

  return (
    <CenteredPage title={t('title')}>
      {isThisMachine ? (
        <>
          <p>{t('start')}</p>
          <Command label={t('installed')} command="openclaw gateway start" />
          <Command label={t('checkout')} command="npm start" />
        </>
      ) : (
        <ol className="list-decimal space-y-2 pl-5">
          <li>{t('network')}</li>
          <li>{t('tailscale')}</li>
          <li>{t('machine')}</li>
        </ol>
      )}
      <p role="status" className="text-fg-3 text-ui">
        {t('waiting')}
      </p>
      <Button onClick={() => location.reload()}>{t('retry')}</Button>
    </CenteredPage>
  )
}

/** `/offline` itself is nobody's aim. */
async function returnIfBack(): Promise<void> {
  const isBack = await fetch('/healthz').then(
    ({ ok }) => ok,
    () => false,
  )
  if (!isBack) return
  if (location.pathname === '/offline') location.replace('/')
  else location.reload()
}
