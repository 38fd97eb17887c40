import { clsx } from 'clsx'
import { useTranslations } from 'use-intl'
import type { BusyMode } from './busy-mode.tsx'

/** The line under the composer: what is in the way, what it waits for, or what Enter does. A phone has no room for the last. */
export function ComposerHint({
  id,
  problem,
  isWaiting,
  mode,
}: {
  id: string
  problem: string | null
  /** For its files. */
  isWaiting: boolean
  /** What Enter does while an answer is in the making; null when none is. */
  mode: BusyMode | null
}) {
  const t = useTranslations('composer')
  const tFile = useTranslations('file')
  const hints = {
    steer: t('hintBusySteer'),
    'follow-up': t('hintBusyFollowUp'),
    interrupt: t('hintBusyInterrupt'),
  }
  return (
    <p
      id={id}
      className={clsx(
        'px-2 pt-1.5 text-meta',
        problem ? 'text-warn' : 'text-fg-3',
        problem === null && !isWaiting && 'hidden md:block',
      )}
    >
      {problem ?? (isWaiting ? tFile('waitingHint') : mode ? hints[mode] : t('hint'))}
    </p>
  )
}
