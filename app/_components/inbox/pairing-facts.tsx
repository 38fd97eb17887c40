'use client'

import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFormatter, useNow, useTranslations } from 'use-intl'
import type { PairingSummary } from '#protocol/access/pairing.ts'
import { Callout } from '../ui/callout.tsx'
import { visible } from '../ui/visible.ts'

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
