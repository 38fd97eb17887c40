'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { isPushOn, readPushSupport, turnPushOff, turnPushOn } from '../../_lib/install/push.ts'
import { useTRPCClient } from '../../_lib/trpc.ts'
import { PageSection } from '../frame/page-section.tsx'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { Choice } from '../ui/choice.tsx'

const OUTCOMES = { sent: 'sent', gone: 'gone', failed: 'notTaken' } as const

/** Whether this very device is told when nobody looks at the panel. */
export function NoticeSection() {
  const t = useTranslations('push')
  const client = useTRPCClient()
  const support = readPushSupport()
  const state = useQuery({ queryKey: [['push', 'state']], queryFn: () => isPushOn(client), retry: false })
  const change = useMutation({
    mutationFn: async (isOn: boolean) => {
      if (isOn) return await turnPushOn(client)
      await turnPushOff(client)
      return 'off' as const
    },
    onSettled: () => state.refetch(),
  })
  const test = useMutation({ mutationFn: () => client.push.test.mutate({}) })
  const isOn = state.data ?? false
  const isDenied =
    support === 'yes' && (Notification.permission === 'denied' || (change.data === 'denied' && !isOn))
  return (
    <PageSection title={t('title')} hint={t('hint')}>
      {support !== 'yes' ? (
        <Callout tone="neutral">{t(support === 'no' ? 'unsupported' : 'installFirst')}</Callout>
      ) : (
        <>
          <Choice
            type="checkbox"
            label={t('switch')}
            hint={t('switchHint')}
            isChosen={change.isPending ? change.variables : isOn}
            isDisabled={change.isPending || state.isPending || (isDenied && !isOn)}
            onChange={(wanted) => change.mutate(wanted)}
          />
          {isDenied && <Callout tone="warn">{t('denied')}</Callout>}
          {!isOn && change.data === 'unreachable' && <Callout tone="warn">{t('unreachable')}</Callout>}
          {change.isError && <Callout tone="error">{t('failed')}</Callout>}
          {isOn && (
            <div className="flex flex-wrap items-center gap-3">
              <Button onClick={() => test.mutate()} disabled={test.isPending}>
                {t('test')}
              </Button>
              <p role="status" className="text-fg-2 text-ui">
                {test.isError ? t('notTaken') : test.data && t(OUTCOMES[test.data.outcome])}
              </p>
            </div>
          )}
        </>
      )}
    </PageSection>
  )
}
