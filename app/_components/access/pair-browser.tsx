'use client'

import { useCallback, useEffect, useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import {
  awaitDecision,
  forgetPairing,
  type PairingOutcome,
  type PairingRequest,
  readPairing,
  requestPairing,
} from '../../_lib/pairing.ts'
import { Button } from '../ui/button.tsx'
import { CenteredPage } from './centered-page.tsx'
import { Command } from './command.tsx'
import { SignedOut } from './signed-out.tsx'

type State =
  | { kind: 'out'; problem: 'full' | 'unreachable' | null }
  | { kind: 'waiting'; request: PairingRequest }
  | { kind: 'ended'; outcome: Exclude<PairingOutcome, 'approved'> }

/** What a browser without credentials sees: how to get in, and its own code once it has asked for one. */
export function PairBrowser() {
  const [state, setState] = useState<State>(() => {
    const request = readPairing()
    return request ? { kind: 'waiting', request } : { kind: 'out', problem: null }
  })

  async function ask() {
    const answer = await requestPairing()
    setState(
      typeof answer === 'string' ? { kind: 'out', problem: answer } : { kind: 'waiting', request: answer },
    )
  }

  const onEnd = useCallback((outcome: PairingOutcome) => {
    if (outcome === 'approved') location.replace('/')
    else setState({ kind: 'ended', outcome })
  }, [])

  if (state.kind === 'out') return <SignedOut onPair={ask} problem={state.problem} />
  if (state.kind === 'ended') return <Ended outcome={state.outcome} onAgain={ask} />
  return (
    <Waiting
      request={state.request}
      onEnd={onEnd}
      onCancel={() => {
        forgetPairing()
        setState({ kind: 'out', problem: null })
      }}
    />
  )
}

function Waiting({
  request,
  onEnd,
  onCancel,
}: {
  request: PairingRequest
  onEnd: (outcome: PairingOutcome) => void
  onCancel: () => void
}) {
  const t = useTranslations('pair')
  const format = useFormatter()

  useEffect(() => {
    const leaving = new AbortController()
    awaitDecision(request, leaving.signal).then(onEnd, () => undefined)
    return () => leaving.abort()
  }, [request, onEnd])

  return (
    <CenteredPage title={t('title')}>
      <div className="flex flex-col gap-1">
        <span className="text-ui">{t('code')}</span>
        <output
          aria-label={t('code')}
          className="rounded-card border bg-surface py-4 text-center font-mono font-semibold text-[40px] text-fg leading-none tracking-[0.18em] tabular-nums"
        >
          {request.code}
        </output>
      </div>
      <p>{t('inbox')}</p>
      <Command label={t('terminal')} command={`openclaw pairing approve browser ${request.code}`} />
      <p role="status" className="text-fg-3 text-ui">
        {t('waiting', {
          time: format.dateTime(request.expiresAt, { hour: 'numeric', minute: '2-digit' }),
        })}
      </p>
      <Button onClick={onCancel}>{t('cancel')}</Button>
    </CenteredPage>
  )
}

function Ended({
  outcome,
  onAgain,
}: {
  outcome: Exclude<PairingOutcome, 'approved'>
  onAgain: () => Promise<void>
}) {
  const t = useTranslations('pair')
  const titles = {
    rejected: t('rejectedTitle'),
    expired: t('expiredTitle'),
    'no-storage': t('noStorageTitle'),
  }
  const texts = { rejected: t('rejected'), expired: t('expired'), 'no-storage': t('noStorage') }
  return (
    <CenteredPage title={titles[outcome]}>
      <p role="status">{texts[outcome]}</p>
      <Button tone="primary" onClick={() => void onAgain()}>
        {t('again')}
      </Button>
    </CenteredPage>
  )
}
