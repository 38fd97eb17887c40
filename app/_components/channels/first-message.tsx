'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'
import { PairingCard } from '../inbox/pairing-card.tsx'
import { usePairings } from '../inbox/use-pairings.ts'
import { QrCode } from '../qr/qr-code.tsx'
import { Button } from '../ui/button.tsx'
import { visible } from '../ui/visible.ts'
import { OutsideLink } from './outside-link.tsx'

/** A bot that was just connected: who writes to it first is let in right here. */
export function FirstMessage({
  bot: { bot, address },
  account,
  onClose,
}: {
  bot: { bot: string; address: { url: string } | null }
  account: string
  onClose: () => void
}) {
  const t = useTranslations('connect')
  const isHere = (at: { channel: string; account: string }) =>
    at.channel === 'telegram' && at.account === account
  const requests = usePairings().data?.requests.filter(isHere) ?? []
  const people = useQuery(useTRPC().contacts.list.queryOptions({})).data?.contacts.filter(isHere) ?? []
  const newest = people.toSorted((a, b) => b.createdAt - a.createdAt)[0]
  return (
    <>
      <div className="flex flex-col gap-4 md:flex-row md:items-center">
        {address && (
          <QrCode
            text={address.url}
            label={t('qr', { url: address.url })}
            className="hidden w-36 shrink-0 rounded-card border md:block"
          />
        )}
        <div className="flex min-w-0 flex-col gap-2 text-ui">
          <p className="font-medium">{t('write')}</p>
          {address && (
            <p className="text-fg-2">
              <span className="hidden pr-1 md:inline">{t('scan')}</span>
              <OutsideLink href={address.url}>{bot}</OutsideLink>
            </p>
          )}
          <p className="text-fg-2">{t('code')}</p>
        </div>
      </div>
      {requests.length > 0 && (
        <ul className="flex flex-col gap-3">
          {requests.map((pairing) => (
            <PairingCard key={pairing.pairingId} pairing={pairing} />
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="flex min-w-0 items-center gap-2 text-ui">
          {newest ? (
            <>
              <CircleCheck size={16} className="shrink-0 text-ok" aria-hidden="true" />
              {t('letIn', { name: visible(newest.name || newest.senderId) })}
            </>
          ) : (
            requests.length === 0 && (
              <>
                <span className="size-2 shrink-0 animate-pulse rounded-full bg-info" aria-hidden="true" />
                {t('waiting')}
              </>
            )
          )}
        </p>
        <Button className="ml-auto" onClick={onClose}>
          {t('done')}
        </Button>
      </div>
    </>
  )
}
