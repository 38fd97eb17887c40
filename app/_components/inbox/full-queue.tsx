'use client'

import { useTranslations } from 'use-intl'
import { useAction } from '../../_lib/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'
import { useChannelName } from './channel-name.ts'

/** No more strangers are heard on this account until somebody decides. */
export function FullQueue({ channel, account }: { channel: string; account: string }) {
  const t = useTranslations('inbox')
  const channelName = useChannelName()
  const action = useAction()
  return (
    <Callout tone="warn">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="min-w-0 flex-1">{t('full', { channel: channelName(channel, account) })}</p>
        <Button
          disabled={action.isBusy}
          onClick={() => void action.run('pairing.rejectAll', { channel, account })}
        >
          {t('rejectAll')}
        </Button>
      </div>
      <ActionProblem code={action.problem} />
    </Callout>
  )
}
