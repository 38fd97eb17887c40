'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'
import type { AgentSettings } from './use-agent-settings.ts'

/** Says what becomes of an assistant's conversations before it goes. */
export function RemoveDialog({
  settings,
  id,
  name,
  onClose,
}: {
  settings: AgentSettings
  id: string
  name: string
  onClose: () => void
}) {
  const t = useTranslations('assistantsPage')
  const sessions = useQuery(useTRPC().sessions.list.queryOptions({})).data?.sessions ?? []
  const count = sessions.filter(({ agent }) => agent === id).length
  async function remove() {
    if (await settings.remove(id)) onClose()
  }
  return (
    <Dialog
      title={t('removeTitle', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" disabled={settings.isBusy} onClick={() => void remove()}>
            {t('remove')}
          </Button>
        </>
      }
    >
      <p>{t('removeExplain')}</p>
      {count > 0 && <p>{t('removeConversations', { count })}</p>}
      <ActionProblem code={settings.problem} />
    </Dialog>
  )
}
