'use client'

import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { QueueMode } from '#protocol/sessions.ts'
import { readStored, writeStored } from '../../_lib/storage.ts'
import { Menu, MenuChoice } from '../ui/menu.tsx'

const BUSY_MODES = ['steer', 'follow-up', 'interrupt'] as const
/** What Enter does while an answer is in the making. */
export type BusyMode = (typeof BUSY_MODES)[number]

const isBusyMode = (mode: string | null): mode is BusyMode & QueueMode =>
  BUSY_MODES.some((known) => known === mode)

const STORED = 'openclaw.busyMode'

/** The choice, which this browser keeps. */
export function useBusyMode(): [mode: BusyMode, choose: (mode: BusyMode) => void] {
  const [mode, setMode] = useState<BusyMode>(() => {
    const stored = readStored(STORED)
    return isBusyMode(stored) ? stored : 'steer'
  })
  return [
    mode,
    (next) => {
      setMode(next)
      writeStored(STORED, next)
    },
  ]
}

/** The choice of what a message does that is sent while an answer is in the making. */
export function BusyModeMenu({ mode, onChange }: { mode: BusyMode; onChange: (mode: BusyMode) => void }) {
  const t = useTranslations('composer')
  const names = { steer: t('steer'), 'follow-up': t('followUp'), interrupt: t('interrupt') }
  const hints = { steer: t('steerHint'), 'follow-up': t('followUpHint'), interrupt: t('interruptHint') }
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          aria-label={`${t('busyMode')}: ${names[mode]}`}
          className="flex min-h-11 shrink-0 items-center gap-1 rounded-control px-2 text-fg-2 text-meta hover:bg-raised hover:text-fg md:min-h-9"
        >
          {names[mode]}
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      }
    >
      <MenuChoice
        label={t('busyMode')}
        value={mode}
        onChange={onChange}
        options={BUSY_MODES.map((value) => ({
          value,
          content: (
            <span>
              {names[value]}
              <span className="block text-fg-3 text-meta">{hints[value]}</span>
            </span>
          ),
        }))}
      />
    </Menu>
  )
}
