'use client'

import clsx from 'clsx'
import { useTranslations } from 'use-intl'
import type { Answers } from '../../_lib/trpc.ts'

export type ChannelInfo = Answers['channels']['list']['channels'][number]

const DOTS: Record<ChannelInfo['state'], string> = {
  off: 'bg-fg-3',
  connecting: 'animate-pulse bg-info',
  ready: 'bg-ok',
  degraded: 'bg-warn',
  'needs-action': 'bg-err',
}

/** How an account does: a dot, and the word that it stands for. */
export function ChannelState({ state }: { state: ChannelInfo['state'] }) {
  const t = useTranslations('channels')
  return (
    <span className="flex shrink-0 items-center gap-2 text-fg-2 text-ui">
      <span className={clsx('size-2 rounded-full', DOTS[state])} aria-hidden="true" />
      {t(state)}
    </span>
  )
}
