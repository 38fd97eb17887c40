'use client'

import { FullQueue } from './full-queue.tsx'
import { PairingCard } from './pairing-card.tsx'
import type { useInbox } from './use-inbox.ts'

/** Who wants in, one below the other, after the doors at which no more are taken. */
export function DoorRequests({ full, requests }: Pick<ReturnType<typeof useInbox>, 'full' | 'requests'>) {
  return (
    <>
      {full.map((queue) => (
        <FullQueue key={`${queue.channel}/${queue.account}`} {...queue} />
      ))}
      <ul className="flex flex-col gap-3">
        {requests.map((pairing) => (
          <PairingCard key={pairing.pairingId} pairing={pairing} />
        ))}
      </ul>
    </>
  )
}
