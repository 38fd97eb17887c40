'use client'

import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type LoginOutcome, redeemCode } from '../../_lib/login.ts'
import { BROWSER_KEY, writeStored } from '../../_lib/storage.ts'
import { Button } from '../ui/button.tsx'
import { CenteredPage } from './centered-page.tsx'
import { PairBrowser } from './pair-browser.tsx'
import { WayIn } from './way-in.tsx'

type State = 'signing-in' | 'no-code' | 'no-storage' | Exclude<LoginOutcome['kind'], 'signed-in'>

/** Takes the one-time code out of the address, trades it for this browser's credential, opens the chat. */
export function LoginPage() {
  const t = useTranslations('access')
  const [state, setState] = useState<State>('signing-in')
  const code = useRef<string | null>(null)

  async function exchange() {
    if (code.current === null) {
      setState('no-code')
      return
    }
    setState('signing-in')
    const outcome = await redeemCode(code.current)
    if (outcome.kind !== 'signed-in') setState(outcome.kind)
    else if (writeStored(BROWSER_KEY, outcome.key)) location.replace('/')
    else setState('no-storage')
  }

  // Once, also where development mounts twice: the second time finds the code in the ref, not in the address.
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    code.current = takeCode()
    void exchange()
    // A fresh link pasted into this very tab changes only the fragment and loads nothing anew.
    addEventListener('hashchange', () => {
      const fresh = takeCode()
      if (fresh === null) return
      code.current = fresh
      void exchange()
    })
  })

  if (state === 'signing-in') {
    return (
      <main className="flex min-h-dvh items-center justify-center p-4" aria-busy="true">
        <p className="text-fg-2 text-prose">{t('signingIn')}</p>
      </main>
    )
  }
  if (state === 'no-code') return <PairBrowser />
  if (state === 'unreachable') {
    return (
      <CenteredPage title={t('unreachableTitle')}>
        <p>{t('unreachable')}</p>
        <Button tone="primary" onClick={() => void exchange()}>
          {t('retry')}
        </Button>
      </CenteredPage>
    )
  }
  const reason = { refused: t('refused'), 'too-many': t('tooMany'), 'no-storage': t('noStorage') }[state]
  return (
    <CenteredPage title={state === 'refused' ? t('refusedTitle') : t('title')}>
      <p>{reason}</p>
      <WayIn />
    </CenteredPage>
  )
}

/** The code stands in the fragment, which no server sees, and leaves the address and the history at once. */
function takeCode(): string | null {
  const found = new URLSearchParams(location.hash.slice(1)).get('code')
  history.replaceState(null, '', location.pathname)
  return found
}
