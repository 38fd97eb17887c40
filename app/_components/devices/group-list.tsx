'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { PageSection } from '../frame/page-section.tsx'
import { useChannelName } from '../inbox/channel-name.ts'
import { Answered } from '../list/answered.tsx'
import { RevokeButton } from '../list/revoke-button.tsx'
import { Place, Row, Rows } from '../list/row.tsx'
import { Button } from '../ui/button.tsx'
import { visible } from '../ui/visible.ts'
import { AllowGroup } from './allow-group.tsx'

/** Groups that the assistant answers in. */
export function GroupList() {
  const t = useTranslations('people')
  const mayDecide = useMay('approve')
  const channelName = useChannelName()
  const answer = useQuery(useTRPC().contacts.list.queryOptions({}))
  const [isAllowing, setAllowing] = useState(false)
  const groups = answer.data?.groups ?? []
  return (
    <PageSection
      title={t('groups')}
      hint={t('groupsHint')}
      action={
        answer.data &&
        mayDecide && (
          <Button onClick={() => setAllowing(true)}>
            <Plus size={16} aria-hidden="true" />
            {t('allow')}
          </Button>
        )
      }
    >
      <Answered answer={answer}>
        {groups.length === 0 ? (
          <p className="text-fg-3 text-ui">{t('groupsEmpty')}</p>
        ) : (
          <Rows>
            {groups.map(({ channel, account, chatId, name }) => (
              <Row
                key={`${channel}/${account}/${chatId}`}
                actions={
                  mayDecide && (
                    <RevokeButton
                      name={name || chatId}
                      explain={t('groupRevokeExplain')}
                      method="contacts.revokeGroup"
                      params={{ channel, account, chatId }}
                      onRevoked={() => void answer.refetch()}
                    />
                  )
                }
              >
                <p className="font-medium text-ui [overflow-wrap:anywhere]">{visible(name || chatId)}</p>
                <Place channel={channelName(channel, account)} id={chatId} />
              </Row>
            ))}
          </Rows>
        )}
      </Answered>
      {isAllowing && (
        <AllowGroup
          onClose={() => {
            setAllowing(false)
            void answer.refetch()
          }}
        />
      )}
    </PageSection>
  )
}
