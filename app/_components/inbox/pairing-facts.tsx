'use client'

import { Laptop, TriangleAlert, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFormatter, useNow, useTranslations } from 'use-intl'
import type { PairingSummary } from '#protocol/access/pairing.ts'
import { browserName } from '../devices/browser-name.ts'
import { Callout } from '../ui/callout.tsx'
import { visible } from '../ui/visible.ts'
import { useChannelName } from './channel-name.ts'

/** Who asks, and from where. */
export function PairingWho({ pairing, titleId }: { pairing: PairingSummary; titleId: string }) {
  const t = useTranslations('pairing')
  const channelName = useChannelName()
  const isPerson = pairing.kind === 'person'
  const name = isPerson ? pairing.name : browserName(pairing.name)
  const Icon = isPerson ? UserRound : Laptop
  return (
    <div className="flex items-start gap-3">
      <Icon size={20} strokeWidth={1.75} className="mt-0.5 shrink-0 text-fg-2" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <h3 id={titleId} className="font-semibold text-prose [overflow-wrap:anywhere]">
          {pairing.name === '' ? t('unnamed') : visible(name)}
        </h3>
        <p className="text-fg-2 text-ui">{channelName(pairing.channel, pairing.account)}</p>
        {name !== pairing.name && (
          <p title={visible(pairing.name)} className="truncate text-fg-3 text-meta">
            {visible(pairing.name)}
          </p>
        )}
      </div>
    </div>
  )
}

/** A name that is not what it seems. */
export function PairingWarning({ pairing }: { pairing: PairingSummary }) {
  const t = useTranslations('pairing')
  if (pairing.warning === null) return null
  const lookAlike = pairing.lookAlike
  const text =
    pairing.warning === 'hidden-characters'
      ? t('hidden')
      : lookAlike
        ? t('lookAlike', { name: visible(lookAlike) })
        : t('lookAlikeUnknown')
  return (
    <Callout tone="warn" icon={<TriangleAlert size={16} className="text-warn" aria-hidden="true" />}>
      {text}
    </Callout>
  )
}

/** What is known of who asks, and until when he may be answered. */
export function PairingFacts({ pairing }: { pairing: PairingSummary }) {
  const t = useTranslations('pairing')
  const format = useFormatter()
  const now = useNow({ updateInterval: 15_000 })
  const { senderId, code, expiresAt } = pairing
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3">
      <Fact name={t('code')}>
        <span className="font-mono font-semibold text-page tracking-[0.15em] tabular-nums">{code}</span>
      </Fact>
      {senderId !== null && (
        <Fact name={t('senderId')}>
          <span className="font-mono text-ui [overflow-wrap:anywhere]">{visible(senderId)}</span>
        </Fact>
      )}
      <Fact name={t('expires')}>{format.relativeTime(expiresAt, now)}</Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <dt className="text-fg-2 text-label">{name}</dt>
      <dd className="flex min-h-7 items-center text-ui">{children}</dd>
    </div>
  )
}
