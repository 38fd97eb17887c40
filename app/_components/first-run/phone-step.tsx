'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'
import { PairingCard } from '../inbox/pairing-card.tsx'
import { usePairings } from '../inbox/use-pairings.ts'
import { QrCode } from '../qr/qr-code.tsx'

const LINK = 'underline underline-offset-2'

/** A phone by the tailnet or by a chat app, or none. A browser that asks to be let in appears here as it asks. */
export function PhoneStep() {
  const t = useTranslations('firstRun')
  const tRemote = useTranslations('remote')
  const tailscale = useQuery(useTRPC().status.get.queryOptions({})).data?.tailscale
  const requests = usePairings().data?.requests.filter(({ kind }) => kind === 'browser') ?? []
  const url = tailscale?.state === 'serving' ? tailscale.url : null
  return (
    <div className="flex flex-col gap-3 text-ui">
      {url === null ? (
        <p className="text-fg-2">
          {t('noAddress')}{' '}
          <Link href="/access" prefetch={false} className={LINK}>
            {t('toAccess')}
          </Link>
        </p>
      ) : (
        <div className="flex flex-col items-start gap-3 sm:flex-row sm:items-center">
          <QrCode text={url} label={tRemote('qr', { url })} className="w-36 shrink-0 rounded-card border" />
          <p className="min-w-0 text-fg-2">
            {t('scan')} <code className="font-mono text-meta [overflow-wrap:anywhere]">{url}</code>
          </p>
        </div>
      )}
      <p className="text-fg-2">
        {t('chatApp')}{' '}
        <Link href="/channels" prefetch={false} className={LINK}>
          {t('toChannels')}
        </Link>
      </p>
      {requests.length > 0 && (
        <ul className="flex flex-col gap-3">
          {requests.map((pairing) => (
            <PairingCard key={pairing.pairingId} pairing={pairing} />
          ))}
        </ul>
      )}
    </div>
  )
}
