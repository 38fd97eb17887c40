'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus, RadioTower } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { DEFAULT_ACCOUNT } from '#protocol/access/pairing.ts'
import { useMay } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { PageBody } from '../frame/page-body.tsx'
import { PageSection } from '../frame/page-section.tsx'
import { Answered } from '../list/answered.tsx'
import { useCommands } from '../palette/palette-context.ts'
import { Button } from '../ui/button.tsx'
import { EmptyPage } from '../ui/empty-page.tsx'
import { ChannelCard } from './channel-card.tsx'
import { ConnectTelegram } from './connect-telegram.tsx'

/** The chat apps: how each account does, and the guided way to connect one. */
export function ChannelsPage() {
  const t = useTranslations('channels')
  const mayManage = useMay('admin')
  const answer = useQuery(useTRPC().channels.list.queryOptions({}))
  // The account that is being connected; `new` asks for its name where one is needed.
  const [connecting, setConnecting] = useState<string | null>(null)
  const channels = answer.data?.channels ?? []
  const accounts = channels.filter(({ name }) => name === 'telegram').map(({ account }) => account)
  const isEmpty = answer.data !== undefined && channels.length === 0
  const connect = () => setConnecting('new')
  useCommands(
    mayManage ? [{ id: 'connect', group: 'page', title: t('connect'), icon: Plus, run: connect }] : [],
  )
  return (
    <PageBody title={t('title')}>
      {connecting !== null && (
        <ConnectTelegram
          key={connecting}
          account={connecting === 'new' ? undefined : connecting}
          taken={accounts}
          onClose={() => setConnecting(null)}
        />
      )}
      {isEmpty && connecting === null && (
        <EmptyPage icon={RadioTower} title={t('empty')} hint={t('emptyHint')}>
          {mayManage && (
            <Button tone="primary" onClick={connect}>
              {t('connect')}
            </Button>
          )}
        </EmptyPage>
      )}
      {!isEmpty && (
        <PageSection
          title={t('apps')}
          hint={t('hint')}
          action={
            mayManage &&
            answer.data &&
            connecting === null && (
              <Button onClick={connect}>
                <Plus size={16} aria-hidden="true" />
                {t(accounts.length === 0 ? 'connect' : 'another')}
              </Button>
            )
          }
        >
          <Answered answer={answer}>
            <ul className="flex flex-col gap-3">
              {channels.map((channel) => (
                <ChannelCard
                  key={`${channel.name}/${channel.account}`}
                  channel={channel}
                  isShared={channel.account === DEFAULT_ACCOUNT && accounts.length > 1}
                  onEnterToken={() => setConnecting(channel.account)}
                  onChanged={() => void answer.refetch()}
                />
              ))}
            </ul>
          </Answered>
        </PageSection>
      )}
    </PageBody>
  )
}
