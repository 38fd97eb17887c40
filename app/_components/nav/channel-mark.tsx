'use client'

import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'

/** A dot where a channel can't go on without its owner; nothing while all of them do. */
export function ChannelMark({ className }: { className?: string }) {
  const t = useTranslations('nav')
  const channels = useQuery(useTRPC().channels.list.queryOptions({})).data?.channels ?? []
  if (channels.every(({ state }) => state !== 'needs-action')) return null
  return (
    <span className={clsx('size-2 shrink-0 rounded-full bg-err', className)}>
      <span className="sr-only">{t('channelWaits')}</span>
    </span>
  )
}
