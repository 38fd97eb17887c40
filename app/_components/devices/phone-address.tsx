'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'
import { QrCode } from '../qr/qr-code.tsx'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'

/** How often to look whether Tailscale serves by now, in milliseconds: nobody is told of it. */
const LOOK_EVERY = 2_000

/** The address of this panel in the owner's tailnet, to be scanned by a phone; or the way to get one. */
export function PhoneAddress() {
  const t = useTranslations('remote')
  const trpc = useTRPC()
  const mayManage = useMay('admin')
  const action = useAction()
  const [isAsked, setAsked] = useState(false)
  const config = useQuery({ ...trpc.config.get.queryOptions({}), enabled: mayManage }).data
  const tailscale = useQuery({
    ...trpc.status.get.queryOptions({}),
    refetchInterval: ({ state: { data } }) => {
      const state = data?.tailscale.state
      return state === 'starting' || (isAsked && state === 'off') ? LOOK_EVERY : false
    },
  }).data?.tailscale
  if (!tailscale) return <div className="h-9" aria-busy="true" />
  const { state, url, reason, fix } = tailscale

  async function serve(mode: 'serve' | 'off') {
    const changes = [{ path: ['gateway', 'tailscale', 'mode'], value: mode }]
    if ((await action.run('config.set', { baseHash: config?.hash, changes })) !== undefined)
      setAsked(mode === 'serve')
  }

  if (state === 'serving' && url !== null) {
    return (
      <div className="flex flex-col items-start gap-4 md:flex-row md:items-center">
        <QrCode text={url} label={t('qr', { url })} className="w-40 shrink-0 rounded-card border" />
        <div className="flex w-full min-w-0 flex-col gap-2">
          <p className="text-fg-2 text-ui">{t('hint')}</p>
          <div className="flex items-center justify-between gap-2 rounded-card border bg-surface py-1 pr-1 pl-3">
            <code className="min-w-0 font-mono text-ui [overflow-wrap:anywhere]">{url}</code>
            <CopyButton text={url} />
          </div>
        </div>
      </div>
    )
  }
  if (state === 'failed') {
    return (
      <Callout tone="warn">
        <p className="font-semibold">{t('failed')}</p>
        {reason && (
          <p className="font-mono text-fg-2 text-meta [overflow-wrap:anywhere]">{[reason, fix].join(' ')}</p>
        )}
        {config && (
          <Button className="mt-2" disabled={action.isBusy} onClick={() => void serve('off')}>
            {t('turnOff')}
          </Button>
        )}
        <ActionProblem code={action.problem} />
      </Callout>
    )
  }
  if (state === 'starting' || isAsked) {
    return (
      <p role="status" className="text-fg-2 text-ui">
        {t('starting')}
      </p>
    )
  }

  return (
    <div className="flex flex-col items-start gap-3">
      <p className="text-fg-2 text-ui">{t('off')}</p>
      {config && (
        <Button disabled={action.isBusy} onClick={() => void serve('serve')}>
          {t('turnOn')}
        </Button>
      )}
      <ActionProblem code={action.problem} />
    </div>
  )
}
