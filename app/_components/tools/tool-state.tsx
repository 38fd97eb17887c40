'use client'

import { Ban, Check, CircleAlert, CirclePause, LoaderCircle, type LucideIcon } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { ToolState } from './tool-call.ts'

const LOOKS: Record<ToolState, { icon: LucideIcon; className: string }> = {
  preparing: { icon: LoaderCircle, className: 'animate-spin text-info' },
  running: { icon: LoaderCircle, className: 'animate-spin text-info' },
  waiting: { icon: CirclePause, className: 'text-warn' },
  done: { icon: Check, className: 'text-ok' },
  failed: { icon: CircleAlert, className: 'text-err' },
  stopped: { icon: Ban, className: 'text-fg-3' },
}

export function ToolStateMark({ state }: { state: ToolState }) {
  const t = useTranslations('tool')
  const { icon: Icon, className } = LOOKS[state]
  const label = {
    preparing: t('preparing'),
    running: t('stateRunning'),
    waiting: t('stateWaiting'),
    done: t('stateDone'),
    failed: t('stateFailed'),
    stopped: t('stateStopped'),
  }[state]
  return (
    <span className="shrink-0" title={label}>
      <Icon size={16} strokeWidth={1.75} className={className} aria-hidden="true" />
      <span className="sr-only">{label}</span>
    </span>
  )
}
