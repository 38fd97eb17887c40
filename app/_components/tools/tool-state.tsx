'use client'

import {
  Ban,
  Check,
  CircleAlert,
  CirclePause,
  CircleQuestionMark,
  LoaderCircle,
  type LucideIcon,
} from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { ToolState } from './tool-call.ts'

const LOOKS: Record<ToolState, { icon: LucideIcon; className: string }> = {
  preparing: { icon: LoaderCircle, className: 'animate-spin text-info' },
  running: { icon: LoaderCircle, className: 'animate-spin text-info' },
  waiting: { icon: CirclePause, className: 'text-warn' },
  done: { icon: Check, className: 'text-ok' },
  denied: { icon: Ban, className: 'text-fg-3' },
  failed: { icon: CircleAlert, className: 'text-err' },
  stopped: { icon: Ban, className: 'text-fg-3' },
  uncertain: { icon: CircleQuestionMark, className: 'text-warn' },
}

/** States that are worth a word beside the icon. */
const SPELLED: readonly ToolState[] = ['waiting', 'denied', 'failed', 'stopped', 'uncertain']

export function ToolStateMark({ state }: { state: ToolState }) {
  const t = useTranslations('tool')
  const { icon: Icon, className } = LOOKS[state]
  const label = {
    preparing: t('preparing'),
    running: t('stateRunning'),
    waiting: t('stateWaiting'),
    done: t('stateDone'),
    denied: t('stateDenied'),
    failed: t('stateFailed'),
    stopped: t('stateStopped'),
    uncertain: t('stateUncertain'),
  }[state]
  return (
    <span className="flex shrink-0 items-center gap-1.5" title={label}>
      <span className={SPELLED.includes(state) ? 'text-fg-2 text-meta max-sm:sr-only' : 'sr-only'}>
        {label}
      </span>
      <Icon size={16} strokeWidth={1.75} className={className} aria-hidden="true" />
    </span>
  )
}
