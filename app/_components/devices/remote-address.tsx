'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'
import { PageSection } from '../frame/page-section.tsx'
import { QrCode } from '../qr/qr-code.tsx'
import { Callout } from '../ui/callout.tsx'
import { CopyButton } from '../ui/copy-button.tsx'

/** The address of this panel in the owner's tailnet, to be scanned by a phone. */
export function RemoteAddress() {
  const t = useTranslations('remote')
  const tailscale = useQuery(useTRPC().status.get.queryOptions({})).data?.tailscale
  const url = tailscale?.url ?? null
  return (
    <PageSection title={t('title')} {...(tailscale?.state === 'serving' ? { hint: t('hint') } : {})}>
      {tailscale?.state === 'serving' && url !== null ? (
        <div className="flex flex-col items-start gap-4 md:flex-row md:items-center">
          <QrCode text={url} label={t('qr', { url })} className="w-44 shrink-0 rounded-card border" />
          <div className="flex w-full min-w-0 items-center justify-between gap-2 rounded-card border bg-surface py-1 pr-1 pl-3">
            <code className="min-w-0 font-mono text-ui [overflow-wrap:anywhere]">{url}</code>
            <CopyButton text={url} />
          </div>
        </div>
      ) : tailscale?.state === 'starting' ? (
        <p className="text-fg-2 text-ui">{t('starting')}</p>
      ) : tailscale?.state === 'failed' ? (
        <Callout tone="warn">
          <p className="font-semibold">{t('failed')}</p>
          {tailscale.reason && (
            <p className="font-mono text-fg-2 text-meta [overflow-wrap:anywhere]">
              {[tailscale.reason, tailscale.fix].join(' ')}
            </p>
          )}
        </Callout>
      ) : (
        <p className="text-fg-2 text-ui">{t('off')}</p>
      )}
    </PageSection>
  )
}
