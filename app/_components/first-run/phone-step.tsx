'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { PhoneAddress } from '../devices/phone-address.tsx'
import { PairingCard } from '../inbox/pairing-card.tsx'
import { usePairings } from '../inbox/use-pairings.ts'

/** A phone by the tailnet or by a chat app, or none. A browser that asks to be let in appears here as it asks. */
export function PhoneStep() {
  const t = useTranslations('firstRun')
  const requests = usePairings().data?.requests.filter(({ kind }) => kind === 'browser') ?? []
  return (
    <div className="flex flex-col gap-4 text-ui">
      <PhoneAddress />
      <p className="text-fg-2">
        {t('chatApp')}{' '}
        <Link href="/channels" prefetch={false} className="text-accent underline underline-offset-2">
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
