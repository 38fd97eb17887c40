'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'
import { useChannelName } from '../inbox/channel-name.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Select, TextInput } from '../ui/field.tsx'
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
              <Select
                id={id}
                value={place}
                options={channels.map((channel, index) => ({
                  value: index,
                  text: channelName(channel.name, channel.account),
                }))}
                onChange={setPlace}
              />
            )}
          </Field>
          <Field label={t('chatId')}>
            {(id) => (
              <TextInput
                id={id}
                value={chatId}
                maxLength={200}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
                onChange={setChatId}
              />
            )}
          </Field>
          <Field label={t('groupName')}>
            {(id) => <TextInput id={id} value={name} maxLength={200} onChange={setName} />}
          </Field>
        </>
      )}
      <ActionProblem code={action.problem} />
    </Dialog>
  )
}
