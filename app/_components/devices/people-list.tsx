'use client'

import { useTranslations } from 'use-intl'
import { useAnswer } from '../../_lib/use-answer.ts'
import { PageSection } from '../frame/page-section.tsx'
import { useChannelName } from '../inbox/channel-name.ts'
import { visible } from '../ui/visible.ts'
import { Answered } from './answered.tsx'
import { contactList } from './contracts.ts'
import { RevokeButton } from './revoke-button.tsx'
import { Place, Row, Rows } from './row.tsx'

/** Who may write to the assistant from a chat app. */
export function PeopleList() {
  const t = useTranslations('people')
  const channelName = useChannelName()
  const answer = useAnswer('contacts.list', contactList)
  const contacts = answer.data?.contacts ?? []
  return (
    <PageSection title={t('title')} hint={t('hint')}>
      <Answered answer={answer}>
        {contacts.length === 0 ? (
          <p className="text-fg-3 text-ui">{t('empty')}</p>
        ) : (
          <Rows>
            {contacts.map(({ channel, account, senderId, kind, name }) => (
              <Row
                key={`${channel}/${account}/${senderId}`}
                actions={
                  <RevokeButton
                    name={name || senderId}
                    explain={t('revokeExplain')}
                    method="contacts.revoke"
                    params={{ channel, account, senderId }}
                    onRevoked={() => void answer.refetch()}
                  />
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
