'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'
import { useChannelName } from '../inbox/channel-name.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FIELD, Field } from '../ui/field.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'

/** Names a group by the id that its platform gave it. */
export function AllowGroup({ onClose }: { onClose: () => void }) {
  const t = useTranslations('people')
  const tDevices = useTranslations('devices')
  const channelName = useChannelName()
  const action = useAction()
  const channels = useQuery(useTRPC().channels.list.queryOptions({})).data?.channels ?? []
  const [place, setPlace] = useState(0)
  const [chatId, setChatId] = useState('')
  const [name, setName] = useState('')
  const chosen = channels[place]

  async function allow() {
    if (!chosen) return
    const named = name.trim() === '' ? {} : { name: name.trim() }
    const params = { channel: chosen.name, account: chosen.account, chatId: chatId.trim(), ...named }
    if ((await action.run('contacts.allowGroup', params)) !== undefined) onClose()
  }

  return (
    <Dialog
      title={t('allow')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{tDevices('cancel')}</Button>
          <Button
            tone="primary"
            disabled={action.isBusy || !chosen || chatId.trim() === ''}
            onClick={() => void allow()}
          >
            {t('allow')}
          </Button>
        </>
      }
    >
      {channels.length === 0 ? (
        <p>{t('noChannels')}</p>
      ) : (
        <>
          <Field label={t('channel')}>
            {(id) => (
              <select
                id={id}
                value={place}
                className={FIELD}
                onChange={(event) => setPlace(Number(event.target.value))}
              >
                {channels.map((channel, index) => (
                  <option key={`${channel.name}/${channel.account}`} value={index}>
                    {channelName(channel.name, channel.account)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('chatId')}>
            {(id) => (
              <input
                id={id}
                value={chatId}
                maxLength={200}
                autoComplete="off"
                spellCheck={false}
                className={`${FIELD} font-mono`}
                onChange={(event) => setChatId(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('groupName')}>
            {(id) => (
              <input
                id={id}
                value={name}
                maxLength={200}
                className={FIELD}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
      <ActionProblem code={action.problem} />
    </Dialog>
  )
}
