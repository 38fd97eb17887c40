'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useId } from 'react'
import { useTranslations } from 'use-intl'
import { DEFAULT_ACCOUNT } from '#protocol/access/pairing.ts'
import { useMay } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { useChannelName } from '../inbox/channel-name.ts'
import { RevokeButton } from '../list/revoke-button.tsx'
import { type ChannelInfo, ChannelState } from './channel-state.tsx'
import { ChannelTrouble } from './channel-trouble.tsx'
import { MissedMessages } from './missed-messages.tsx'
import { OutsideLink } from './outside-link.tsx'
import { PolicyChoice } from './policy-choice.tsx'

/** One account of a chat app: how it does, whom it hears, and the way to take it off. */
export function ChannelCard({
  channel,
  isShared,
  onEnterToken,
  onChanged,
}: {
  channel: ChannelInfo
  isShared: boolean
  onEnterToken: () => void
  onChanged: () => void
}) {
  const t = useTranslations('channels')
  const channelName = useChannelName()
  const titleId = useId()
  const mayManage = useMay('admin')
  const { name, account, address, tokenAt, code } = channel
  const title = address?.name ?? channelName(name, account)
  const isRemovable = mayManage && tokenAt === null && code !== 'token-missing' && code !== 'unserved'
  return (
    <li aria-labelledby={titleId} className="flex flex-col gap-4 rounded-card border bg-surface p-4">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 id={titleId} className="font-semibold text-prose [overflow-wrap:anywhere]">
            {address ? <OutsideLink href={address.url}>{title}</OutsideLink> : title}
          </h3>
          <p className="text-fg-2 text-meta">
            {channelName(name, DEFAULT_ACCOUNT)}
            {account !== DEFAULT_ACCOUNT && ` · ${t('account', { account })}`}
          </p>
        </div>
        <ChannelState state={channel.state} />
      </div>
      <ChannelTrouble channel={channel} onEnterToken={onEnterToken} />
      {channel.missed && <MissedMessages {...channel.missed} />}
      {code !== 'unserved' && <PolicyChoice channel={channel} isShared={isShared} onChanged={onChanged} />}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <Counts channel={channel} />
        {isRemovable && (
          <RevokeButton
            name={title}
            label={t('disconnect')}
            title={t('disconnectTitle', { name: title })}
            explain={t('disconnectExplain')}
            method="channels.remove"
            params={{ channel: name, account }}
            onRevoked={onChanged}
          />
        )}
        {tokenAt !== null && channel.reason === null && (
          <p className="text-fg-3 text-meta">{t('tokenAt', { tokenAt })}</p>
        )}
      </div>
    </li>
  )
}

/** Whom it knows there, and the way to them. */
function Counts({ channel: { name, account } }: { channel: ChannelInfo }) {
  const t = useTranslations('channels')
  const known = useQuery(useTRPC().contacts.list.queryOptions({})).data
  if (!known) return <span />
  const isHere = (at: { channel: string; account: string }) => at.channel === name && at.account === account
  const people = known.contacts.filter(isHere).length
  const groups = known.groups.filter(isHere).length
  return (
    <Link
      href="/access"
      prefetch={false}
      className="flex min-h-11 items-center text-fg-2 text-ui underline decoration-border-control underline-offset-4 hover:text-fg md:min-h-8"
    >
      {t('known', { people, groups })}
    </Link>
  )
}
