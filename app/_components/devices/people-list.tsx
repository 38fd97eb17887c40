'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import * as z from 'zod'
import { useMay } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { PageSection } from '../frame/page-section.tsx'
import { useChannelName } from '../inbox/channel-name.ts'
import { Answered } from '../list/answered.tsx'
import { RevokeButton } from '../list/revoke-button.tsx'
import { Place, Row, Rows } from '../list/row.tsx'
import { Callout } from '../ui/callout.tsx'
import { visible } from '../ui/visible.ts'

const revocation = z.object({ stillLetIn: z.string().nullable() })

/** Who may write to the assistant from a chat app. */
export function PeopleList() {
  const t = useTranslations('people')
  const mayDecide = useMay('approve')
  const channelName = useChannelName()
  const answer = useQuery(useTRPC().contacts.list.queryOptions({}))
  const [letIn, setLetIn] = useState<string | null>(null)
  const contacts = answer.data?.contacts ?? []
  return (
    <PageSection title={t('title')} hint={t('hint')}>
      {letIn !== null && (
        <Callout tone="warn">
          <p role="status">{t('stillLetIn', { setting: letIn })}</p>
        </Callout>
      )}
      <Answered answer={answer}>
        {contacts.length === 0 ? (
          <p className="text-fg-3 text-ui">{t('empty')}</p>
        ) : (
          <Rows>
            {contacts.map(({ channel, account, senderId, kind, name }) => (
              <Row
                key={`${channel}/${account}/${senderId}`}
                actions={
                  mayDecide && (
                    <RevokeButton
                      name={name || senderId}
                      explain={t('revokeExplain')}
                      method="contacts.revoke"
                      params={{ channel, account, senderId }}
                      onRevoked={(result) => {
                        setLetIn(revocation.parse(result).stillLetIn)
                        void answer.refetch()
                      }}
                    />
                  )
                }
              >
                <p className="font-medium text-ui [overflow-wrap:anywhere]">
                  {visible(name || senderId)}
                  <span className="ml-2 whitespace-nowrap rounded-chip border px-1.5 text-fg-2 text-label">
                    {t(kind)}
                  </span>
                </p>
                <Place channel={channelName(channel, account)} id={senderId} />
              </Row>
            ))}
          </Rows>
        )}
      </Answered>
    </PageSection>
  )
}
