'use client'

import { ArrowDown } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { IconButton } from '../ui/icon-button.tsx'

const PLACE = 'absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full! border bg-surface shadow-popover'

/** The way back to the newest message, for who scrolled up. Where the answer is stuck there, it says so. */
export function JumpButton({ isWaiting, onJump }: { isWaiting: boolean; onJump: () => void }) {
  const t = useTranslations('chat')
  if (!isWaiting) {
    return (
      <IconButton label={t('jump')} onClick={onJump} className={PLACE}>
        <ArrowDown size={16} />
      </IconButton>
    )
  }
  return (
    <Button title={t('jump')} onClick={onJump} className={`${PLACE} whitespace-nowrap`}>
      {t('waiting')}
      <ArrowDown size={16} className="text-warn" aria-hidden="true" />
    </Button>
  )
}
